import Type from "typebox";
import { TensorSpec } from "../../registry/index.js";

/** A client's model that is served under a name: which version it is, and which bytes answer. It never changes; the next has the next revision. */
export const ModelDeployment = Type.Object({
  name: Type.String(),
  revision: Type.Integer({ description: "counts from 1 under the name, also over what was undeployed" }),
  uri: Type.String({ description: "as the model was named" }),
  model: Type.String(),
  version: Type.Union([Type.Integer(), Type.Null()], { description: "null for a logged model that is not registered" }),
  alias: Type.Union([Type.String(), Type.Null()], { description: "by which it was named" }),
  modelId: Type.Union([Type.String(), Type.Null()]),
  runId: Type.Union([Type.String(), Type.Null()]),
  source: Type.String({ description: "the ONNX file that was deployed, by its path among the artifacts" }),
  digest: Type.String({ description: "SHA-256 of the bytes that answer: one file, with what lay beside it taken in" }),
  sizeBytes: Type.Integer(),
  inputs: Type.Array(TensorSpec),
  outputs: Type.Array(TensorSpec),
  columns: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: "of the model's signature, in its order",
  }),
  at: Type.Number(),
  by: Type.Union([Type.String(), Type.Null()]),
});
export type ModelDeployment = Type.Static<typeof ModelDeployment>;

/** One change of what a name serves. */
export const DeploymentMove = Type.Object({
  name: Type.String(),
  revision: Type.Integer(),
  at: Type.Number(),
  by: Type.Union([Type.String(), Type.Null()]),
  deployment: Type.Union([ModelDeployment, Type.Null()], { description: "null when it was undeployed" }),
});
export type DeploymentMove = Type.Static<typeof DeploymentMove>;

/** One request that a deployed model answered. */
export const Inference = Type.Object({
  id: Type.String(),
  deployment: Type.String(),
  revision: Type.Integer(),
  at: Type.Number(),
  rows: Type.Integer(),
  durationMs: Type.Number(),
  inputs: Type.Union([Type.String(), Type.Null()], {
    description: "tensors as JSON; null when they are too large to keep",
  }),
  outputs: Type.Union([Type.String(), Type.Null()]),
});
export type Inference = Type.Static<typeof Inference>;
