import { brierInterval, logLossInterval, type MetricInterval, rocAucInterval } from "../learn/index.js";
import { identityOf } from "./identity.js";
import type { PerformanceMonitor } from "./monitors.js";
import { QUIET, stepSignal, type Verdict } from "./signal.js";
import type { Alert, Finding, PerformanceFinding, PerformanceState, WatchedMetric } from "./types.js";

/** The predictions of one window whose outcome is known; shapes (n) and (n). */
export interface PerformanceWindow {
  /** End of the window. */
  readonly at: number;
  readonly labels: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
}

/** What a step of a performance monitor gives: its new memory, the check to record, and the alert if one starts now. */
export interface PerformanceStep {
  readonly state: PerformanceState;
  readonly finding: Finding;
  readonly alerts: readonly Alert[];
}

/** What the quality is compared with and by what rule. `reference` is the metric's value when the model was accepted. */
export type PerformanceRule = Pick<PerformanceMonitor, "metric" | "tolerance" | "fire" | "of" | "minRows"> & {
  readonly reference: number;
};

const INTERVALS: Record<
  WatchedMetric,
  (labels: ArrayLike<number>, probabilities: ArrayLike<number>) => MetricInterval
> = { rocAuc: rocAucInterval, logLoss: logLossInterval, brier: brierInterval };

const WORDS: Record<WatchedMetric, string> = { rocAuc: "ROC AUC", logLoss: "log loss", brier: "Brier score" };

/** The memory of a performance monitor that has seen no window. `monitor` names it in every finding and alert. */
export function startPerformance(monitor: string): PerformanceState {
  return { kind: "performance", monitor, signal: QUIET };
}

/**
 * Takes one window into account. It counts as worse when the whole 95 % interval of the metric lies beyond reference and
 * tolerance, so a small window does not cry wolf; as clear when the value itself is within them. The alert comes in the
 * window in which the signal starts firing, by default the second worse one of three. Throws `learn.bad_table` on labels
 * and probabilities that do not pair up.
 */
export function stepPerformance(
  state: PerformanceState,
  window: PerformanceWindow,
  rule: PerformanceRule,
): PerformanceStep {
  const { at } = window;
  const { monitor } = state;
  const performance = measure(window, rule);
  const { signal, fired } = stepSignal(state.signal, verdictOf(performance), at, rule);
  return {
    state: { ...state, signal },
    finding: { kind: "performance", id: identityOf("finding", [monitor, at]), monitor, at, performance },
    alerts: fired ? [alertOf(monitor, at, performance, rule)] : [],
  };
}

function measure({ labels, probabilities }: PerformanceWindow, rule: PerformanceRule): PerformanceFinding {
  const { metric, reference, tolerance, minRows } = rule;
  const { value, low, high } = INTERVALS[metric](labels, probabilities);
  const common = { metric, rows: labels.length, reference, tolerance };
  if (labels.length < minRows || Number.isNaN(value)) {
    return { ...common, enough: false, value: null, low: null, high: null, degraded: false };
  }
  const degraded = metric === "rocAuc" ? high < reference - tolerance : low > reference + tolerance;
  return { ...common, enough: true, value, low, high, degraded };
}

function verdictOf({ enough, degraded, metric, value, reference, tolerance }: PerformanceFinding): Verdict {
  if (!enough || value === null) return "unknown";
  if (degraded) return "over";
  const within = metric === "rocAuc" ? value >= reference - tolerance : value <= reference + tolerance;
  return within ? "clear" : "between";
}

function alertOf(monitor: string, at: number, finding: PerformanceFinding, { fire, of }: PerformanceRule): Alert {
  const { metric, value, low, high, reference, tolerance } = finding;
  const [shown, from, to] = [value, low, high].map((number) => (number ?? Number.NaN).toFixed(3));
  return {
    id: identityOf("alert", [monitor, at, metric]),
    at,
    kind: "performance",
    monitor,
    message:
      `${WORDS[metric]} ${shown} (95 %: ${from} to ${to}) is worse than the reference ${reference.toFixed(3)} ` +
      `by more than ${tolerance}, in ${fire} of the last ${of} windows`,
    evidence: finding,
  };
}
