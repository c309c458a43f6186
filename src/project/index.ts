export { checkProject } from "./check.js";
export { defineProject, deployment, examples, model } from "./define.js";
export {
  candidateAssets,
  dataAssets,
  type Evaluation,
  type LoopContext,
  type LoopData,
  type LoopInput,
  registerAsset,
} from "./loop.js";
export { applyProject, type Change, planChanges } from "./plan.js";
export type { LoadedProject, Project } from "./types.js";
