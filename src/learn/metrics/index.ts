export { type BinaryMetrics, binaryMetrics } from "./binary-metrics.js";
export type { MetricInterval } from "./interval.js";
export { type PairedRocAuc, pairedRocAucTest } from "./paired-roc-auc.js";
export { prAuc } from "./pr-auc.js";
export { brier, brierInterval, logLoss, logLossInterval } from "./probability-loss.js";
export { calibrationError, type ReliabilityBin, reliabilityCurve } from "./reliability.js";
export { rocAuc, rocAucInterval } from "./roc-auc.js";
