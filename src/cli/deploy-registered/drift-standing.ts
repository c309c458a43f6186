import { DEPLOYED_RULE, type DriftFinding, deployedMonitor, type SignalStatus } from "../../monitoring/index.js";
import type { ModelDeployment } from "../../serving/index.js";
import { moment, table } from "../output.js";
import type { TrackingState } from "../tracking-store.js";

/** What comparing a deployed model's requests with its first ones has found. */
export interface DriftStanding {
  readonly referenceRows: number;
  readonly windowRows: number;
  /** Windows that were compared. */
  readonly windows: number;
  /** Of the last request of the last window. */
  readonly lastAt: number | null;
  /** The last window's comparisons, the largest scores first. */
  readonly columns: readonly (DriftFinding & { readonly status: SignalStatus; readonly since: number | null })[];
}

const MOST_SHOWN = 10;

/** Reads it. */
export async function driftStanding(
  { monitoring }: Pick<TrackingState, "monitoring">,
  deployment: ModelDeployment,
): Promise<DriftStanding> {
  const monitor = deployedMonitor(deployment);
  const findings = await monitoring.findings.list({ monitor });
  const state = await monitoring.states.load(monitor);
  const signals = state?.kind === "drift" ? state.signals : [];
  const last = findings.at(-1);
  const columns = (last?.kind === "drift" ? last.features : []).map((finding) => {
    const { status = "OK", since = null } =
      signals.find(({ feature, aspect }) => feature === finding.feature && aspect === finding.aspect)?.signal ?? {};
    return { ...finding, status, since };
  });
  return {
    referenceRows: DEPLOYED_RULE.referenceRows,
    windowRows: DEPLOYED_RULE.windowRows,
    windows: findings.length,
    lastAt: last?.at ?? null,
    columns: columns.sort((a, b) => (b.score ?? -1) - (a.score ?? -1)),
  };
}

/** What fires, in a few words. */
export function firingText({ windows, columns }: DriftStanding): string {
  if (windows === 0) return "not yet";
  const firing = columns.filter(({ status }) => status === "FIRING").map(({ feature }) => feature);
  return [...new Set(firing)].join(", ") || "none";
}

/** All of it for people. */
export function driftText({ referenceRows, windowRows, windows, lastAt, columns }: DriftStanding): string {
  if (windows === 0 || lastAt === null)
    return `not yet: every ${windowRows} rows are compared with the first ${referenceRows}, which have to come first`;
  const rows = columns
    .slice(0, MOST_SHOWN)
    .map(({ feature, aspect, distance, limit, status, since }) => [
      aspect === "missing" ? `${feature} missing` : feature,
      distance?.toFixed(3) ?? "",
      limit?.toFixed(3) ?? "",
      since === null ? status : `${status} since ${moment(since)}`,
    ]);
  const more = columns.length > MOST_SHOWN ? `\n… ${columns.length - MOST_SHOWN} more that moved less` : "";
  const what = `${windows} times ${windowRows} rows compared with the first ${referenceRows}, the last at ${moment(lastAt)}`;
  return `${what}\n${table(["column", "distance", "limit", "stands"], rows)}${more}`;
}
