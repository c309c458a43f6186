export type { JoinedBatch, OutcomeBatch, PredictionBatch, PredictionLog } from "./ports.js";
export { Arm, DeploymentConfig, Outcome, Prediction } from "./types.js";
