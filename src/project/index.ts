export { checkProject } from "./check.js";
export { dataAssets, type LoopData } from "./data-assets.js";
export { findDataset } from "./dataset.js";
export { defineProject, deployment, model } from "./define.js";
export { type History, historyAsset, openHistory } from "./history.js";
export { candidateAssets, type LoopContext, type LoopInput } from "./loop.js";
export {
  championAlerts,
  type Operation,
  type OperationContext,
  openOperation,
  type Release,
  rolloutUnderWay,
  watchOperation,
} from "./operation.js";
export { applyProject, type Change, planChanges } from "./plan.js";
export { registryAssets } from "./registry-assets.js";
export { releaseVersion } from "./release-version.js";
export { type OperationEvents, stepRollout } from "./step-rollout.js";
export type { LoadedProject, Project } from "./types.js";
