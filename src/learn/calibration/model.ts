import type { AnyModel } from "../estimator.js";
import type { ModelColumn } from "../model-column.js";
import type { BetaMap } from "./beta.js";
import type { CalibrationMethod } from "./config.js";
import type { IsotonicMap } from "./isotonic.js";
import type { PlattMap } from "./platt.js";
import type { TemperatureMap } from "./temperature.js";

/** A learned correction of scores or probabilities. */
export type CalibrationMap = PlattMap | IsotonicMap | TemperatureMap | BetaMap;

/** A fitted estimator and its correction: one map for two classes and for temperature, else one for each class. */
export interface CalibratedMember {
  readonly model: AnyModel;
  readonly maps: readonly CalibrationMap[];
  /**
   * What Platt's and the isotonic map read: the log-odds of the class, or, for an estimator that says 0 and 1 outright, its
   * probability.
   */
  readonly scale: "logOdds" | "probability";
}

/** An estimator with corrected probabilities; of several members the mean. */
export interface CalibratedModel {
  readonly kind: "calibrated";
  readonly method: CalibrationMethod;
  readonly columns: readonly ModelColumn[];
  readonly classes: readonly string[];
  readonly members: readonly CalibratedMember[];
}
