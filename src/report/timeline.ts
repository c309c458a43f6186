import { dayMonth, monthName, timeMs } from "./dates.js";
import { linear } from "./scales.js";
import type { PolicyReport, RehearsalReport } from "./types.js";

/** One week of the shared axis; `left` and `right` are percentages of the axis. */
export interface WeekSpan {
  readonly from: string;
  readonly label: string;
  readonly left: number;
  readonly right: number;
}

/** The one time axis of the page: the whole stretch from the start, so that curves grow into it. */
export interface Timeline {
  /** Percentage of the axis at a time; null when the text is no time. */
  readonly percentAt: (iso: string) => number | null;
  readonly weeks: readonly WeekSpan[];
  readonly ticks: readonly { readonly left: number; readonly label: string; readonly major: boolean }[];
}

/** The axis of a report: covers `from` to `to` and every week of every policy. */
export function timelineOf(report: RehearsalReport): Timeline {
  const spans = new Map<number, { readonly from: string; readonly start: number; readonly end: number }>();
  for (const week of report.policies.flatMap((p) => p.weeks)) {
    const start = timeMs(week.from);
    const end = timeMs(week.to);
    if (start !== null && end !== null && end > start && !spans.has(start))
      spans.set(start, { from: week.from, start, end });
  }
  const list = [...spans.values()].sort((a, b) => a.start - b.start);
  const edges = [timeMs(report.from), timeMs(report.to)].filter((t) => t !== null);
  const all = [...edges, ...list.flatMap((w) => [w.start, w.end])];
  const low = all.length > 0 ? Math.min(...all) : 0;
  const high = all.length > 0 ? Math.max(...all) : 1;
  const scale = linear(low, high, 0, 100);
  return {
    percentAt: (iso) => {
      const ms = timeMs(iso);
      return ms === null ? null : Math.min(100, Math.max(0, scale(ms)));
    },
    weeks: list.map((w) => ({
      from: w.from,
      label: weekLabel(w.start, w.end),
      left: scale(w.start),
      right: scale(w.end),
    })),
    ticks: monthTicks(low, high, scale),
  };
}

function weekLabel(start: number, end: number): string {
  const last = Math.max(start, end - 1);
  return `${dayMonth(start)} – ${dayMonth(last)} ${new Date(last).getUTCFullYear()}`;
}

function monthTicks(low: number, high: number, scale: (ms: number) => number): Timeline["ticks"] {
  const starts: number[] = [];
  const first = new Date(low);
  for (let m = first.getUTCMonth(); starts.length < 600; m++) {
    const at = Date.UTC(first.getUTCFullYear(), m, 1);
    if (at > high) break;
    if (at >= low - 2 * 86_400_000 && scale(at) < 97) starts.push(at);
  }
  const every = Math.max(1, Math.ceil(starts.length / 14));
  const shown = starts.filter((_, i) => i % every === 0);
  return shown.map((at, i) => {
    const month = new Date(at).getUTCMonth();
    const year = new Date(at).getUTCFullYear();
    return {
      left: Math.max(0, scale(at)),
      label: month === 0 || every > 6 ? String(year) : monthName(month, 3),
      major: i % 3 === 0,
    };
  });
}

/** The time that a policy has reached on its virtual clock, as an ISO time; its start when that is not known. */
export function virtualNow(policy: PolicyReport): string {
  const from = timeMs(policy.from);
  const to = timeMs(policy.to);
  if (from === null || to === null) return policy.from;
  const share = Number.isFinite(policy.progress) ? Math.min(1, Math.max(0, policy.progress)) : 0;
  return new Date(from + share * (to - from)).toISOString();
}
