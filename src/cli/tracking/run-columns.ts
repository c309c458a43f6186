import type { Run } from "../../tracking/index.js";
import { duration, moment } from "../output.js";
import { cut } from "../terminal-text.js";

/** Characters of a name or value in a table. */
export const MOST_SHOWN = 40;

/** A number as short as it can be told apart by. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  return String(Number(value.toPrecision(5)));
}

/** How long a run took, or that it goes on. */
export function tookOf({ info }: Run): string {
  if (info.startedAt === null) return "";
  if (info.endedAt === null) return info.status === "RUNNING" ? "running" : "";
  return duration(info.endedAt - info.startedAt);
}

/** Runs as a table's head and rows: what they are, then the metrics that most of them have. */
export function runTable(runs: readonly Run[], mostMetrics = 4): { head: string[]; rows: string[][] } {
  const counts = new Map<string, number>();
  for (const run of runs) for (const { key } of run.metrics) counts.set(key, (counts.get(key) ?? 0) + 1);
  const keys = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostMetrics)
    .map(([key]) => key);
  const rows = runs.map((run) => [
    run.info.id,
    cut(run.info.name, MOST_SHOWN),
    run.info.stage === "deleted" ? "deleted" : run.info.status.toLowerCase(),
    run.info.startedAt === null ? "" : moment(run.info.startedAt),
    tookOf(run),
    ...keys.map((key) => {
      const metric = run.metrics.find((one) => one.key === key);
      return metric === undefined ? "" : short(metric.value);
    }),
  ]);
  return { head: ["id", "name", "status", "started", "took", ...keys], rows };
}
