import Type from "typebox";

/** What one gate found; `passed` decides, the sentence is for people. */
export const GateResult = Type.Object({
  gate: Type.String({ description: "such as rocAuc >= 0.7" }),
  passed: Type.Boolean(),
  sentence: Type.String(),
  evidence: Type.Record(Type.String(), Type.Number()),
});
export type GateResult = Type.Static<typeof GateResult>;

/** A tensor that a model takes or gives; −1 is a variable dimension. Datatypes are those of the Open Inference Protocol. */
export const TensorSpec = Type.Object({
  name: Type.String(),
  datatype: Type.String(),
  shape: Type.Array(Type.Integer()),
});
export type TensorSpec = Type.Static<typeof TensorSpec>;

/** An immutable registered model. `digest` is the SHA-256 of its ONNX file; `version` counts from 1 within the model. */
export const ModelVersion = Type.Object({
  id: Type.String(),
  model: Type.String(),
  version: Type.Integer(),
  digest: Type.String(),
  runId: Type.String(),
  createdAt: Type.Number(),
  metrics: Type.Record(Type.String(), Type.Number()),
  gates: Type.Array(GateResult),
  inputs: Type.Array(TensorSpec),
  outputs: Type.Array(TensorSpec),
  datasetVersion: Type.String(),
  codeVersion: Type.String(),
  definitionHashes: Type.Record(Type.String(), Type.String()),
  parity: Type.Object({ rows: Type.Integer(), maxDifference: Type.Number() }),
  card: Type.String({ description: "the model card, Markdown" }),
});
export type ModelVersion = Type.Static<typeof ModelVersion>;

/** Names for the version that serves and the one that is to take over. */
export const Alias = Type.Union([Type.Literal("champion"), Type.Literal("challenger")]);
export type Alias = Type.Static<typeof Alias>;

/** A condition that a candidate must meet before it is registered. */
export const Gate = Type.Union([
  Type.Object({ kind: Type.Literal("atLeast"), metric: Type.String(), value: Type.Number() }),
  Type.Object({ kind: Type.Literal("atMost"), metric: Type.String(), value: Type.Number() }),
  Type.Object({
    kind: Type.Literal("betterThanChampion"),
    metric: Type.Literal("rocAuc"),
    confidence: Type.Number({
      description: "one-sided, of the paired DeLong test on the same holdout",
      minimum: 0.5,
      maximum: 0.9999,
    }),
  }),
]);
export type Gate = Type.Static<typeof Gate>;

/** A key and a text; of one key the last value counts. */
export const RegistryTag = Type.Object({ key: Type.String(), value: Type.String() });
export type RegistryTag = Type.Static<typeof RegistryTag>;

export const VersionStage = Type.Union([
  Type.Literal("None"),
  Type.Literal("Staging"),
  Type.Literal("Production"),
  Type.Literal("Archived"),
]);
export type VersionStage = Type.Static<typeof VersionStage>;

/** A version of a model as MLflow's clients register it: a name for files that a run, or a logged model, left. Never numbered twice. */
export const RegisteredVersion = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  userId: Type.Union([Type.String(), Type.Null()]),
  description: Type.Union([Type.String(), Type.Null()]),
  source: Type.String({ description: "as the client gave it" }),
  storageLocation: Type.String({ description: "URI of the files" }),
  runId: Type.String({ description: "empty when no run is known" }),
  runLink: Type.String(),
  modelId: Type.Union([Type.String(), Type.Null()], { description: "the logged model it came from" }),
  stage: VersionStage,
  tags: Type.Array(RegistryTag),
  aliases: Type.Array(Type.String()),
});
export type RegisteredVersion = Type.Static<typeof RegisteredVersion>;

/** A name under which versions are registered. */
export const RegisteredModel = Type.Object({
  name: Type.String(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  description: Type.Union([Type.String(), Type.Null()]),
  tags: Type.Array(RegistryTag),
  aliases: Type.Array(Type.Object({ alias: Type.String(), version: Type.Integer() })),
  latestVersions: Type.Array(RegisteredVersion, { description: "the newest of each stage, as `latest` gives them" }),
});
export type RegisteredModel = Type.Static<typeof RegisteredModel>;
