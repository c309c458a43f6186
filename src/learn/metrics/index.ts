export { type BinaryMetrics, binaryMetrics } from "./binary-metrics.js";
export { type BinningOptions, calibrationCurve } from "./calibration-curve.js";
export { type CalibrationErrorOptions, classCalibrationError, expectedCalibrationError } from "./calibration-error.js";
export { classBrier, classLogLoss } from "./class-probability-loss.js";
export {
  type Average,
  type AverageOptions,
  accuracy,
  balancedAccuracy,
  type ClassificationReport,
  type ClassOptions,
  type ConfusionMatrix,
  classificationReport,
  cohenKappa,
  confusionMatrix,
  type Disagreement,
  fBeta,
  hammingLoss,
  jaccard,
  matthewsCorrelation,
  precision,
  type ReportLine,
  recall,
  topKAccuracy,
} from "./classes/index.js";
export type { IntervalOptions, MetricInterval } from "./interval.js";
export {
  type BootstrapMethod,
  type BootstrapOptions,
  bootstrapInterval,
  type ProportionOptions,
  proportionInterval,
  type WeightedStatistic,
} from "./intervals/index.js";
export { type MulticlassRocAucOptions, multiclassRocAuc } from "./multiclass-roc-auc.js";
export { type PairedRocAuc, pairedRocAucTest } from "./paired-roc-auc.js";
export { prAuc } from "./pr-auc.js";
export { brier, brierInterval, logLoss, logLossInterval, meanInterval } from "./probability-loss.js";
export {
  dcg,
  type GainOptions,
  meanAveragePrecision,
  meanReciprocalRank,
  ndcg,
  precisionAtK,
  type RankingOptions,
  recallAtK,
} from "./ranking/index.js";
export {
  d2Pinball,
  d2Tweedie,
  explainedVariance,
  gammaDeviance,
  type IntervalQuality,
  intervalQuality,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  pinballLoss,
  poissonDeviance,
  type QuantileOptions,
  quantileCoverage,
  r2,
  rootMeanSquaredError,
  type TweedieOptions,
  tweedieDeviance,
} from "./regression/index.js";
export { calibrationError, type ReliabilityBin, reliabilityCurve } from "./reliability.js";
export {
  GREATER_IS_BETTER,
  type MetricLine,
  type MetricName,
  type MetricReportOptions,
  metricReport,
  metricValues,
} from "./report/index.js";
export { type RocAucIntervalOptions, rocAuc, rocAucInterval } from "./roc-auc.js";
export { type PrecisionRecallCurve, precisionRecallCurve, type RocCurve, rocCurve } from "./roc-curve.js";
export { selectPrediction } from "./select-prediction.js";
export {
  type Condition,
  conditionsInWords,
  metricBySlice,
  type PartitionOptions,
  type RowLoss,
  type SliceMetrics,
  type SliceMetricsOptions,
  type WeakSlice,
  type WeakSlicesOptions,
  weakSlices,
} from "./slices/index.js";
export {
  type DecisionCosts,
  type Floor,
  type Outcome,
  type ThresholdChoice,
  thresholdByCost,
  thresholdByFBeta,
  thresholdByFloor,
} from "./thresholds/index.js";
export { weightedQuantile } from "./weighted-quantile.js";
export type { Weighted } from "./weights.js";
