import { GyreError } from "../core/index.js";
import type { Gate } from "./types.js";

/** Metrics of the holdout that a gate can ask for. */
export const GATE_METRICS = ["rocAuc", "prAuc", "logLoss", "brier", "calibrationError", "rows"] as const;
/** One of them. */
export type GateMetric = (typeof GATE_METRICS)[number];

/** Passes when the metric on the holdout is `value` or more. */
export function atLeast(metric: GateMetric, value: number): Gate {
  return { kind: "atLeast", metric, value };
}

/** Passes when the metric on the holdout is `value` or less. */
export function atMost(metric: GateMetric, value: number): Gate {
  return { kind: "atMost", metric, value };
}

/** Passes when the paired DeLong test on the holdout finds the candidate better with this one-sided confidence (0.5 to 0.9999; default 0.95), or there is no champion. */
export function betterThanChampion(metric: "rocAuc", options: { readonly confidence?: number } = {}): Gate {
  const confidence = options.confidence ?? 0.95;
  if (!(confidence >= 0.5 && confidence <= 0.9999)) {
    throw new GyreError(
      "project.bad_definition",
      `betterThanChampion: confidence is ${confidence}, expected 0.5 to 0.9999`,
    );
  }
  return { kind: "betterThanChampion", metric, confidence };
}
