import type { Table } from "../learn/index.js";
import { compareDrift } from "./compare-drift.js";
import type { DriftMonitor, PerformanceMonitor } from "./monitors.js";
import type { AlertStore, FindingStore, MonitorStateStore } from "./ports.js";
import { startDrift, stepDrift } from "./step-drift.js";
import { startPerformance, stepPerformance } from "./step-performance.js";
import type { Alert, DriftReference, DriftState, Finding, PerformanceState, WatchedMetric } from "./types.js";

/** A monitor of a project. */
export type Monitor = DriftMonitor | PerformanceMonitor;

/** What monitors look at and where they record what they see. */
export interface WatchContext {
  readonly findings: FindingStore;
  readonly alerts: AlertStore;
  readonly states: MonitorStateStore;
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

/** A monitor, what it remembers, and when it looked last. */
type Watched =
  | { readonly kind: "drift"; readonly monitor: DriftMonitor; readonly state: DriftState; readonly lastAt: number }
  | {
      readonly kind: "performance";
      readonly monitor: PerformanceMonitor;
      readonly state: PerformanceState;
      readonly lastAt: number;
    };

/** Memory of all monitors of a deployment. */
export interface Watch {
  readonly baseline: Baseline;
  readonly states: readonly Watched[];
}

/** Begins to watch at `at`; a new champion begins anew, as its baseline is another. */
export function startWatch(monitors: readonly Monitor[], baseline: Baseline, at: number): Watch {
  return { baseline, states: monitors.map((monitor, i) => startMonitor(monitor, i, at)) };
}

/**
 * Goes on watching a champion that serves since `since`, after a restart: each monitor with what it remembered, from when it looked
 * last. One that has not looked since then begins anew at `since`.
 */
export async function resumeWatch(
  { findings, states }: Pick<WatchContext, "findings" | "states">,
  monitors: readonly Monitor[],
  baseline: Baseline,
  since: number,
): Promise<Watch> {
  const resume = async (monitor: Monitor, i: number): Promise<Watched> => {
    const fresh = startMonitor(monitor, i, since);
    // A look at `since` itself was still at the champion before.
    const last = (await findings.list({ monitor: fresh.state.monitor, from: since + 1 })).at(-1);
    if (!last) return fresh;
    const state = await states.load(fresh.state.monitor);
    return state?.kind === fresh.kind ? ({ ...fresh, state, lastAt: last.at } as Watched) : fresh;
  };
  return { baseline, states: await Promise.all(monitors.map(resume)) };
}

function startMonitor(monitor: Monitor, place: number, at: number): Watched {
  const name = `${monitor.kind}-${place + 1}`;
  return monitor.kind === "drift"
    ? { kind: monitor.kind, monitor, state: startDrift(name), lastAt: at }
    : { kind: monitor.kind, monitor, state: startPerformance(name), lastAt: at };
}

/**
 * Lets every monitor look that is due at `now`. Findings and alerts are recorded first and what the monitors remember last, so that a
 * process that ends in between loses no alert.
 */
export async function stepWatch(
  context: WatchContext,
  watch: Watch,
  now: number,
): Promise<{ readonly watch: Watch; readonly findings: readonly Finding[]; readonly alerts: readonly Alert[] }> {
  const findings: Finding[] = [];
  const alerts: Alert[] = [];
  const states: Watched[] = [];
  const looked: Watched[] = [];
  for (const watched of watch.states) {
    if (now - watched.lastAt < watched.monitor.everyMs) {
      states.push(watched);
      continue;
    }
    const look = await lookAt(context, watch.baseline, watched, now);
    findings.push(look.finding);
    alerts.push(...look.alerts);
    looked.push(look.watched);
    states.push(look.watched);
  }
  for (const finding of findings) await context.findings.record(finding);
  for (const alert of alerts) await context.alerts.record(alert);
  for (const watched of looked) await context.states.save(watched.state);
  return { watch: { ...watch, states }, findings, alerts };
}

interface Look {
  readonly watched: Watched;
  readonly finding: Finding;
  readonly alerts: readonly Alert[];
}

async function lookAt(context: WatchContext, baseline: Baseline, watched: Watched, now: number): Promise<Look> {
  const from = now - watched.monitor.windowMs;
  switch (watched.kind) {
    case "drift": {
      const rule = { ...watched.monitor, deltas: deltasOf(watched.monitor, baseline) };
      const findings = compareDrift(baseline.features, await context.features(from, now), rule);
      const { state, ...seen } = stepDrift(watched.state, { at: now, findings }, watched.monitor);
      return { ...seen, watched: { ...watched, state, lastAt: now } };
    }
    case "performance": {
      const rule = { ...watched.monitor, reference: baseline.metrics[watched.monitor.metric] };
      const { labels, probabilities } = await context.outcomes(from, now);
      const { state, ...seen } = stepPerformance(watched.state, { at: now, labels, probabilities }, rule);
      return { ...seen, watched: { ...watched, state, lastAt: now } };
    }
    default:
      return watched satisfies never;
  }
}

const MOST_LENIENT = 10;

/** What a feature may move: `delta` for the one that the model looks at most; for one that matters half as much twice that, at most ten times. */
function deltasOf({ delta }: DriftMonitor, { importance }: Baseline): Record<string, number> {
  const most = Math.max(0, ...importance.map(({ share }) => share));
  return Object.fromEntries(
    importance.map(({ name, share }) => [name, delta * Math.min(MOST_LENIENT, most / share || 1)]),
  );
}
