export { checkProject } from "./check.js";
export { defineProject, deployment, model } from "./define.js";
export {
  candidateAssets,
  dataAssets,
  type LoopContext,
  type LoopData,
  type LoopInput,
  registryAssets,
} from "./loop.js";
export {
  openOperation,
  type Operation,
  type OperationContext,
  type OperationEvents,
  type Release,
  releaseVersion,
  stepRollout,
  watchOperation,
} from "./operation.js";
export { type History, historyAsset, openHistory } from "./history.js";
export { applyProject, type Change, planChanges } from "./plan.js";
export type { LoadedProject, Project } from "./types.js";
