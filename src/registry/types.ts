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
