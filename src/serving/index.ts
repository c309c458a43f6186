export { explainPrediction } from "./explain-prediction.js";
export { type LiveDeployment, type ServedVersion, versionOf } from "./live-deployment.js";
export { parsePredictRequest } from "./parse-request.js";
export { parseTimestamp } from "./parse-timestamp.js";
export type {
  FeatureReader,
  JoinedBatch,
  OutcomeBatch,
  Phase,
  PhaseMeter,
  PredictionBatch,
  PredictionLog,
} from "./ports.js";
export { type PredictionAnswer, type PredictTools, predict } from "./predict.js";
export { predictBatch, type RowsToPredict } from "./predict-batch.js";
export { createPredictor, type Predictor } from "./predictor.js";
export { type RecordedOutcome, recordOutcome } from "./record-outcome.js";
export { createServingSlot, type ServingSlot } from "./serving-slot.js";
export { Arm, DeploymentConfig, Outcome, Prediction } from "./types.js";
