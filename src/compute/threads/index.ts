export { fitInThread, type ThreadOptions } from "./fit-in-thread.js";
export { type RunFoldsOptions, runFolds } from "./run-folds.js";
