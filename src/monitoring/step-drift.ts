import { identityOf } from "./identity.js";
import type { DriftMonitor } from "./monitors.js";
import { QUIET, stepSignal, type Verdict } from "./signal.js";
import type { Alert, DriftFinding, DriftState, Finding } from "./types.js";

/** One window's comparison, from `compareDrift`. */
export interface DriftWindow {
  /** End of the window. */
  readonly at: number;
  readonly findings: readonly DriftFinding[];
}

/** What a step of a drift monitor gives: its new memory, the check to record, and the alerts that start now. */
export interface DriftStep {
  readonly state: DriftState;
  readonly finding: Finding;
  readonly alerts: readonly Alert[];
}

/** The part of a drift monitor's definition that decides when it fires. */
export type DriftRule = Pick<DriftMonitor, "fire" | "of" | "clearFactor">;

/** The memory of a drift monitor that has seen no window. `monitor` names it in every finding and alert. */
export function startDrift(monitor: string): DriftState {
  return { kind: "drift", monitor, signals: [] };
}

/**
 * Takes one window into account. Each feature's values and missing share are signals of their own; one raises an alert in
 * the window in which it starts firing (by default the second drifted one of three), and none while it goes on. It is
 * over when as many of the last windows scored below `clearFactor`. A signal that the window does not mention was clear,
 * unless the window had too few rows for anything.
 */
export function stepDrift(state: DriftState, { at, findings }: DriftWindow, rule: DriftRule): DriftStep {
  const nothingKnown = findings.length > 0 && findings.every((finding) => !finding.enough);
  const keyOf = ({ feature, aspect }: Pick<DriftFinding, "feature" | "aspect">): string => `${aspect}:${feature}`;
  const previous = new Map(state.signals.map((entry) => [keyOf(entry), entry.signal]));
  const signals: DriftState["signals"] = [];
  const alerts: Alert[] = [];
  for (const finding of findings) {
    const { feature, aspect } = finding;
    const { signal, fired } = stepSignal(previous.get(keyOf(finding)) ?? QUIET, verdictOf(finding, rule), at, rule);
    previous.delete(keyOf(finding));
    signals.push({ feature, aspect, signal });
    if (fired) alerts.push(alertOf(state.monitor, at, finding, rule));
  }
  for (const entry of state.signals) {
    if (!previous.has(keyOf(entry))) continue;
    const { signal } = stepSignal(entry.signal, nothingKnown ? "unknown" : "clear", at, rule);
    signals.push({ ...entry, signal });
  }
  const finding: Finding = {
    kind: "drift",
    id: identityOf("finding", [state.monitor, at]),
    monitor: state.monitor,
    at,
    features: [...findings],
  };
  return { state: { ...state, signals }, finding, alerts };
}

function verdictOf({ enough, drifted, score }: DriftFinding, { clearFactor }: DriftRule): Verdict {
  if (!enough || score === null) return "unknown";
  if (drifted) return "over";
  return score < clearFactor ? "clear" : "between";
}

function alertOf(monitor: string, at: number, finding: DriftFinding, { fire, of }: DriftRule): Alert {
  const { feature, aspect, distance, limit } = finding;
  const what = aspect === "values" ? `the values of ${feature} drifted` : `the missing share of ${feature} changed`;
  return {
    id: identityOf("alert", [monitor, at, aspect, feature]),
    at,
    kind: "drift",
    monitor,
    feature,
    message: `${what}: distance ${rounded(distance)}, limit ${rounded(limit)}, in ${fire} of the last ${of} windows`,
    evidence: finding,
  };
}

function rounded(value: number | null): string {
  return value === null ? "unknown" : String(Number(value.toPrecision(3)));
}
