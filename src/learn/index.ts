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
export { selectRows, type Table, tableFromRecords } from "./table.js";
export { type GbdtConfig, gbdt, gbdtDefaults } from "./tree/config.js";
export { fitGbdt } from "./tree/fit.js";
export { predictGbdtScores } from "./tree/predict.js";
