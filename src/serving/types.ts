import Type from "typebox";

/** Which of a deployment's versions answered. */
export const Arm = Type.Union([Type.Literal("champion"), Type.Literal("candidate")]);
export type Arm = Type.Static<typeof Arm>;

const cell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

/** A prediction as it was given, with everything needed to explain it later. */
export const Prediction = Type.Object({
  id: Type.String(),
  deployment: Type.String(),
  at: Type.Number(),
  versionId: Type.String(),
  arm: Arm,
  unit: Type.String({ description: "what the arm was chosen by" }),
  request: Type.Record(Type.String(), cell),
  features: Type.Record(Type.String(), cell),
  probability: Type.Number(),
});
export type Prediction = Type.Static<typeof Prediction>;

/** What really happened, joined to a prediction by its id. */
export const Outcome = Type.Object({
  predictionId: Type.String(),
  label: Type.Union([Type.Literal(0), Type.Literal(1)]),
  knownAt: Type.Number(),
});
export type Outcome = Type.Static<typeof Outcome>;

/** A served model: where its features come from, and limits. The versions are those of the registry's aliases and the rollout. */
export const DeploymentConfig = Type.Object({
  name: Type.String(),
  model: Type.String(),
  bodyLimitBytes: Type.Integer(),
  unit: Type.Union([Type.String(), Type.Null()], {
    description: "request field that decides the arm in a rollout; null: the prediction's id",
  }),
});
export type DeploymentConfig = Type.Static<typeof DeploymentConfig>;
