import type { Estimator } from "../estimator.js";
import { addGbdtToGraph } from "../export/tree-score-links.js";
import type { GbdtModel } from "../model.js";
import { modelTable } from "../table-of-frame.js";
import { fitGbdt } from "./fit.js";
import type { GbdtConfig } from "./gbdt-config.js";
import { gbdtPrediction } from "./gbdt-prediction.js";
import { targetKindsOf } from "./objectives/index.js";
import { predictGbdtScores } from "./predict.js";

/**
 * Gradient-boosted trees for classes, numbers and rankings; see {@link fitGbdt}. Its importance is the total gain of the splits on each
 * column.
 */
export const gbdtEstimator: Estimator<GbdtConfig, GbdtModel> = {
  kind: "gbdt",
  learns: targetKindsOf,
  fit: (config, frame, target, options) => fitGbdt(config, frame, target, options),
  predict: (model, frame) => gbdtPrediction(model, predictGbdtScores(model, modelTable(model.columns, frame))),
  addToGraph: addGbdtToGraph,
  importance: (model) => model.gain,
};
