export {
  accuracy,
  accuracyOf,
  balancedAccuracy,
  balancedAccuracyOf,
  cohenKappa,
  cohenKappaOf,
  type Disagreement,
  hammingLoss,
  matthewsCorrelation,
  matthewsCorrelationOf,
} from "./agreement.js";
export { type ClassificationReport, classificationReport, type ReportLine } from "./classification-report.js";
export {
  type ClassOptions,
  type ConfusionMatrix,
  confusionMatrix,
  type Margins,
  marginsOf,
} from "./confusion-matrix.js";
export {
  type Average,
  type AverageOptions,
  fBeta,
  fBetaOf,
  jaccard,
  precision,
  precisionOf,
  recall,
  recallOf,
} from "./precision-recall.js";
export { topKAccuracy } from "./top-k.js";
