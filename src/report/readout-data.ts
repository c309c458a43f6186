import { timeMs } from "./dates.js";
import { type Html, html, jsonForScript } from "./html.js";
import { count, fixed, MISSING, withInterval } from "./numbers.js";
import type { QualityModel } from "./quality-chart.js";
import { coordinate } from "./scales.js";
import { MARK_WORDS, seriesClass } from "./symbols.js";
import type { Timeline } from "./timeline.js";
import type { PolicyReport, RehearsalReport } from "./types.js";

/** What the page's script shows when a week is pointed at: ready-made texts and places, no arithmetic. */
export function readoutData(report: RehearsalReport, timeline: Timeline, model: QualityModel): Html {
  const weeks = timeline.weeks.map((w, i) => ({
    label: w.label,
    x: coordinate((w.left + w.right) / 2),
    l: coordinate(w.left),
    r: coordinate(w.right),
    n: outcomes(report, w.from),
    marks: report.policies.flatMap((p, k) => marksOf(p, k, timeline, i)),
  }));
  const series = model.courses.map((c) => ({
    c: seriesClass(c.index),
    y: c.points.map((p) => (p ? coordinate(p.y) : null)),
    v: c.points.map((p) => (p ? withInterval(p.value, p.halfWidth, model.decimals) : null)),
  }));
  const drift = Object.fromEntries(report.policies.map((p, k) => [k, driftOf(p, timeline)]));
  return html`<script type="application/json" id="readout-data">${jsonForScript({ weeks, series, drift })}</script>`;
}

function outcomes(report: RehearsalReport, from: string): string {
  const known = report.policies.flatMap((p) => p.weeks.filter((w) => w.from === from).map((w) => w.predictions));
  return known.length === 0 ? MISSING : count(Math.max(...known));
}

function marksOf(
  policy: PolicyReport,
  index: number,
  timeline: Timeline,
  week: number,
): { c: string; k: string; w: string; p: string; t: string }[] {
  const span = timeline.weeks[week] as Timeline["weeks"][number];
  const last = week === timeline.weeks.length - 1;
  return policy.marks
    .filter((m) => {
      const at = timeline.percentAt(m.at);
      return at !== null && at >= span.left && (at < span.right || (last && at <= 100));
    })
    .map((m) => ({
      c: seriesClass(index),
      k: m.kind,
      w: MARK_WORDS.find((w) => w.kind === m.kind)?.words ?? m.kind,
      p: policy.policy,
      t: m.text,
    }));
}

// Rows in the order of importance, as the map's `data-row` counts them; columns are the weeks of the timeline.
function driftOf(policy: PolicyReport, timeline: Timeline): { f: string[]; v: (string | null)[][] } {
  const rows = [...policy.drift].sort((a, b) => b.importance - a.importance || (a.feature < b.feature ? -1 : 1));
  const place = new Map(policy.weeks.map((w, i) => [timeMs(w.from), i]));
  const v = rows.map((row) =>
    timeline.weeks.map((w) => {
      const i = place.get(timeMs(w.from));
      const value = i === undefined ? null : (row.weeks[i] ?? null);
      return value === null || !Number.isFinite(value) ? null : fixed(value, 2);
    }),
  );
  return { f: rows.map((r) => r.feature), v };
}
