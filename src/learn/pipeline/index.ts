export { applySteps, type FittedSteps, fitSteps } from "./fit-steps.js";
export { type PipelineConfig, type PipelineModel, pipeline, pipelineEstimator } from "./pipeline.js";
