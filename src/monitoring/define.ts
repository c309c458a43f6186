import { type Duration, durationMs, GyreError } from "../core/index.js";
import type { DriftMonitor, PerformanceMonitor } from "./monitors.js";
import type { WatchedMetric } from "./types.js";

/** A drift monitor as a project file writes it. */
export interface DriftWish {
  readonly every: Duration;
  readonly window: Duration;
  /**
   * Smallest effect that matters, of the model's most important feature: standard deviations of a number, or a distance of shares.
   * A feature that matters half as much may move twice as far, at most ten times. Default 0.05.
   */
  readonly delta?: number;
  /** False discoveries accepted among a window's findings. Default 0.05. */
  readonly alpha?: number;
  /** Fires when `fire[0]` of the last `fire[1]` windows drifted. Default [2, 3]. */
  readonly fire?: readonly [windows: number, of: number];
  /** Rows below which a window says nothing. Default 100. */
  readonly minRows?: number;
}

/** A performance monitor as a project file writes it. */
export interface PerformanceWish {
  readonly metric: WatchedMetric;
  readonly every: Duration;
  readonly window: Duration;
  /** Loss of quality that is accepted, in the metric's unit: 0.02 of ROC AUC, for instance. */
  readonly tolerance: number;
  /** Fires when `fire[0]` of the last `fire[1]` windows were worse. Default [2, 3]. */
  readonly fire?: readonly [windows: number, of: number];
  /** Labelled predictions below which a window says nothing. Default 100. */
  readonly minRows?: number;
}

/**
 * Compares the features of the last `window` with the training data, `every` so often. Throws `project.bad_definition` on
 * a number out of its range and `core.bad_duration` on a malformed duration.
 *
 * @example drift({ every: "1d", window: "7d" }).windowMs // → 604800000
 */
export function drift(wish: DriftWish): DriftMonitor {
  const { delta = 0.05, alpha = 0.05 } = wish;
  demand(delta > 0 && Number.isFinite(delta), `drift needs a delta above 0, got ${delta}`);
  demand(alpha > 0 && alpha < 1, `drift needs an alpha between 0 and 1, got ${alpha}`);
  return { kind: "drift", ...schedule(wish), delta, alpha, clearFactor: 0.7 };
}

/**
 * Compares the quality of the predictions of the last `window` whose outcome is known with the reference value. Throws as
 * {@link drift} does.
 */
export function performance(wish: PerformanceWish): PerformanceMonitor {
  const { metric, tolerance } = wish;
  demand(["rocAuc", "logLoss", "brier"].includes(metric), `performance knows rocAuc, logLoss and brier, got ${metric}`);
  demand(tolerance >= 0 && Number.isFinite(tolerance), `performance needs a tolerance of 0 or more, got ${tolerance}`);
  return { kind: "performance", metric, ...schedule(wish), tolerance };
}

function schedule(wish: DriftWish | PerformanceWish) {
  const [fire, of] = wish.fire ?? [2, 3];
  const { minRows = 100 } = wish;
  const whole = Number.isInteger(fire) && Number.isInteger(of);
  demand(whole && fire >= 1 && fire <= of, `fire needs [windows, of] with 1 ≤ windows ≤ of, got [${fire}, ${of}]`);
  demand(Number.isInteger(minRows) && minRows >= 2, `minRows needs to be a whole number of 2 or more, got ${minRows}`);
  return { everyMs: durationMs(wish.every), windowMs: durationMs(wish.window), fire, of, minRows };
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new GyreError("project.bad_definition", message);
}
