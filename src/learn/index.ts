export { missingCategory, type OnnxExportOptions, toOnnx } from "./export/index.js";
export {
  type EstimatorConfig,
  fitModel,
  type Importance,
  importanceOf,
  predictProbabilities,
  predictScores,
} from "./fit.js";
export { type CancelSignal, type FitOptions, sharedSignal, type Validation } from "./fit-options.js";
export { type LogisticConfig, logistic, logisticDefaults } from "./linear/config.js";
export { fitLogistic, predictLogisticScores } from "./linear/logistic.js";
export {
  type BinaryMetrics,
  binaryMetrics,
  brier,
  brierInterval,
  calibrationError,
  logLoss,
  logLossInterval,
  type MetricInterval,
  type PairedRocAuc,
  pairedRocAucTest,
  prAuc,
  type ReliabilityBin,
  reliabilityCurve,
  rocAuc,
  rocAucInterval,
} from "./metrics/index.js";
export type { Encoding, GbdtModel, LogisticModel, Model, ModelColumn, Tree } from "./model.js";
export { alignTable } from "./preprocess/align.js";
export { fitEncodings } from "./preprocess/encodings.js";
export { type TimeSplit, type TimeSplitOptions, timeSplit } from "./selection/time-split.js";
export {
  type Column,
  type Frame,
  type FrameColumn,
  missingMask,
  selectRows,
  type Table,
  type TableRecord,
  tableFromRecords,
} from "./table.js";
export {
  type ClassTarget,
  classTarget,
  numberTarget,
  relevanceTarget,
  selectTarget,
  type Target,
  targetRows,
} from "./target.js";
export { type GbdtConfig, gbdt, gbdtDefaults } from "./tree/config.js";
export { fitGbdt } from "./tree/fit.js";
export { predictGbdtScores } from "./tree/predict.js";
