import type { Table } from "../learn/index.js";
import { compareDrift } from "./compare-drift.js";
import type { DriftMonitor, PerformanceMonitor } from "./monitors.js";
import type { AlertStore, FindingStore } from "./ports.js";
import { startDrift, stepDrift } from "./step-drift.js";
import { startPerformance, stepPerformance } from "./step-performance.js";
import type { Alert, DriftReference, DriftState, Finding, PerformanceState, WatchedMetric } from "./types.js";

/** A monitor of a project. */
export type Monitor = DriftMonitor | PerformanceMonitor;

/** What monitors look at and where they record what they see. */
export interface WatchContext {
  readonly findings: FindingStore;
  readonly alerts: AlertStore;
  /** Features of the predictions made in [from, to). */
  readonly features: (from: number, to: number) => Promise<Table>;
  /** Predictions whose outcome became known in [from, to). */
  readonly outcomes: (
    from: number,
    to: number,
  ) => Promise<{ readonly labels: Float64Array; readonly probabilities: Float64Array }>;
}

/** What a version was like when it was accepted: the features it learned from, its metrics on the holdout, and what it looks at. */
export interface Baseline {
  readonly features: DriftReference;
  readonly metrics: Readonly<Record<WatchedMetric, number>>;
  readonly importance: readonly { readonly name: string; readonly share: number }[];
}

/** Memory of all monitors of a deployment, and when each looked last. */
export interface Watch {
  readonly baseline: Baseline;
  readonly states: readonly {
    readonly monitor: Monitor;
    readonly state: DriftState | PerformanceState;
    readonly lastAt: number;
  }[];
}

/** Begins to watch at `at`; a new champion begins anew, as its baseline is another. */
export function startWatch(monitors: readonly Monitor[], baseline: Baseline, at: number): Watch {
  return {
    baseline,
    states: monitors.map((monitor, i) => {
      const name = `${monitor.kind}-${i + 1}`;
      return { monitor, state: monitor.kind === "drift" ? startDrift(name) : startPerformance(name), lastAt: at };
    }),
  };
}

/** Lets every monitor look that is due at `now`; findings and alerts are recorded. */
export async function stepWatch(
  context: WatchContext,
  watch: Watch,
  now: number,
): Promise<{ readonly watch: Watch; readonly findings: readonly Finding[]; readonly alerts: readonly Alert[] }> {
  const findings: Finding[] = [];
  const alerts: Alert[] = [];
  const states: Watch["states"][number][] = [];
  for (const entry of watch.states) {
    if (now - entry.lastAt < entry.monitor.everyMs) {
      states.push(entry);
      continue;
    }
    const step = await look(context, watch.baseline, entry, now);
    findings.push(step.finding);
    alerts.push(...step.alerts);
    states.push({ monitor: entry.monitor, state: step.state, lastAt: now });
  }
  for (const finding of findings) await context.findings.record(finding);
  for (const alert of alerts) await context.alerts.record(alert);
  return { watch: { ...watch, states }, findings, alerts };
}

async function look(
  context: WatchContext,
  baseline: Baseline,
  { monitor, state }: Watch["states"][number],
  now: number,
) {
  const from = now - monitor.windowMs;
  if (monitor.kind === "drift" && state.kind === "drift") {
    const findings = compareDrift(baseline.features, await context.features(from, now), monitor);
    return stepDrift(state, { at: now, findings }, monitor);
  }
  if (monitor.kind === "performance" && state.kind === "performance") {
    const reference = baseline.metrics[monitor.metric];
    return stepPerformance(state, { at: now, ...(await context.outcomes(from, now)) }, { ...monitor, reference });
  }
  throw new Error(`the state of a ${monitor.kind} monitor is of kind ${state.kind}`);
}
