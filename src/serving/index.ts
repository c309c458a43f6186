export { type Deployed, type DeployWish, deployModel } from "./deployments/deploy-model.js";
export { deployedPath } from "./deployments/deployed-path.js";
export { explainModel, type ModelExplanation } from "./deployments/explain-model.js";
export { createModelHost, type ModelHost } from "./deployments/model-host.js";
export { lineageId } from "./deployments/model-lineage.js";
export type { InferenceLog, ModelDeploymentStore } from "./deployments/ports.js";
export {
  type AnsweredInference,
  type RecordInferenceContext,
  recordInference,
} from "./deployments/record-inference.js";
export { csvTensors, scoringTensors } from "./deployments/scoring-input.js";
export { DeploymentMove, Inference, ModelDeployment } from "./deployments/types.js";
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
export { flattened } from "./tensors/flatten.js";
export { dataText, tensorData } from "./tensors/tensor-data.js";
export { tensorsText } from "./tensors/tensor-text.js";
export { Arm, DeploymentConfig, Outcome, Prediction } from "./types.js";
