export { type FitInThreadOptions, fitInThread } from "./fit-in-thread.js";
export { type LearnThreads, openLearnThreads, type ThreadFitOptions, type TimedFit } from "./learn-threads.js";
export { type RunFoldsOptions, runFolds } from "./run-folds.js";
