import Type from "typebox";

/** A file that a run made, kept by content. */
export const Artifact = Type.Object({ name: Type.String(), digest: Type.String(), sizeBytes: Type.Integer() });
export type Artifact = Type.Static<typeof Artifact>;

/** Where a run took place: enough to tell two results apart. */
export const Environment = Type.Object({
  gyre: Type.String(),
  node: Type.String(),
  platform: Type.String(),
  arch: Type.String(),
});
export type Environment = Type.Static<typeof Environment>;

/** One training: what went in, what came out. `metrics` are of the holdout. */
export const TrainingRun = Type.Object({
  id: Type.String(),
  project: Type.String(),
  model: Type.String(),
  status: Type.Union([Type.Literal("running"), Type.Literal("finished"), Type.Literal("failed")]),
  startedAt: Type.Number(),
  endedAt: Type.Union([Type.Number(), Type.Null()]),
  asOf: Type.Number({ description: "only what was known at this time was used; ms" }),
  params: Type.Record(Type.String(), Type.Unknown()),
  metrics: Type.Record(Type.String(), Type.Number()),
  datasetVersion: Type.String(),
  definitionHashes: Type.Record(Type.String(), Type.String()),
  codeVersion: Type.String(),
  seed: Type.String(),
  environment: Environment,
  artifacts: Type.Array(Artifact),
  failure: Type.Union([Type.String(), Type.Null()]),
});
export type TrainingRun = Type.Static<typeof TrainingRun>;
