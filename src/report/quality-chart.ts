import { aucOf } from "./compare.js";
import { type Html, html, joinHtml, raw } from "./html.js";
import { fixed, intervalDecimals, listWords, MISSING } from "./numbers.js";
import { coordinate, linear, quantile, ticks } from "./scales.js";
import { seriesClass } from "./symbols.js";
import type { Timeline } from "./timeline.js";
import type { PolicyReport, RehearsalReport } from "./types.js";

/** A policy's weeks on the shared axis, in percent from the left and from the top; null is a gap. */
export interface Course {
  readonly policy: PolicyReport;
  readonly index: number;
  readonly points: readonly ({
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
    readonly value: number;
    readonly halfWidth: number | null;
  } | null)[];
}

/** The chart before it is markup: a pure model that the readout shares. */
export interface QualityModel {
  readonly courses: readonly Course[];
  readonly ticks: readonly { readonly top: number; readonly label: string }[];
  readonly decimals: number;
}

/** Height of the plot in CSS pixels, needed to keep the labels at the lines' ends apart. */
export const PLOT_HEIGHT_PX = 248;

/** Places every policy's weekly ROC-AUC; `points` has one entry for each week of the timeline. */
export function qualityModel(report: RehearsalReport, timeline: Timeline): QualityModel {
  const weeks = report.policies.flatMap((p) => p.weeks.map(aucOf)).filter((e) => e !== null);
  const [low, high] = domain(weeks);
  const scale = linear(low, high, 100, 0);
  const y = ticks(low, high, 4);
  const courses = report.policies.map((policy, index): Course => {
    const byStart = new Map(policy.weeks.map((w) => [Date.parse(w.from), w]));
    const points = timeline.weeks.map((span) => {
      const week = byStart.get(Date.parse(span.from));
      const auc = week ? aucOf(week) : null;
      if (!auc) return null;
      const half = auc.halfWidth ?? 0;
      return {
        x: (span.left + span.right) / 2,
        y: scale(auc.value),
        low: scale(auc.value - half),
        high: scale(auc.value + half),
        ...auc,
      };
    });
    return { policy, index, points };
  });
  return {
    courses,
    ticks: y.values.map((v) => ({ top: scale(v), label: fixed(v, Math.max(2, y.decimals)) })),
    decimals: intervalDecimals(weeks.map((w) => w.halfWidth)),
  };
}

// Every value is inside; of the bands, which a week with few outcomes makes very wide, nine tenths.
function domain(
  weeks: readonly { readonly value: number; readonly halfWidth: number | null }[],
): readonly [number, number] {
  if (weeks.length === 0) return [0.5, 1];
  const values = weeks.map((w) => w.value);
  const low = Math.min(
    ...values,
    quantile(
      weeks.map((w) => w.value - (w.halfWidth ?? 0)),
      0.05,
    ) as number,
  );
  const high = Math.max(
    ...values,
    quantile(
      weeks.map((w) => w.value + (w.halfWidth ?? 0)),
      0.95,
    ) as number,
  );
  const pad = Math.max((high - low) * 0.06, 0.002);
  return [low - pad, high + pad];
}

/** The plot: lines with bands as stretchable SVG, ticks and end labels as text that never stretches. */
export function qualityPlot(model: QualityModel, timeline: Timeline, chosen: string | null): Html {
  const label = takeaway(model);
  const order = [...model.courses].sort(
    (a, b) => Number(a.policy.policy === chosen) - Number(b.policy.policy === chosen),
  );
  const grid = model.ticks.map(
    (t) => html`<line x1="0" x2="1000" y1="${coordinate(t.top * 10)}" y2="${coordinate(t.top * 10)}"/>`,
  );
  return html`<div class="trow plotrow"><div class="gl axis-y" aria-hidden="true">${model.ticks.map((t) => html`<span style="top:${coordinate(t.top)}%">${t.label}</span>`)}</div>
<div class="plot${model.courses.length > 4 ? " crowd" : ""}" style="height:${PLOT_HEIGHT_PX}px"><svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label="${label}"><g class="grid">${grid}</g>${order.map((c) => courseMarkup(c, c.policy.policy === chosen))}</svg>${model.courses.map(lastDot)}<div class="dots" data-dots aria-hidden="true"></div><div class="catch" data-catch="weeks" data-label="Week"></div></div>
<div class="gr ends" aria-hidden="true">${endLabels(model.courses)}</div></div>${monthAxis(timeline)}`;
}

/** The labels of the shared axis. */
export function monthAxis(timeline: Timeline): Html {
  return html`<div class="trow axis-x" aria-hidden="true"><div class="gl"></div><div class="track">${timeline.ticks.map((t) => html`<span${t.major ? null : raw(' class="minor"')} style="left:${coordinate(t.left)}%">${t.label}</span>`)}</div><div class="gr"></div></div>`;
}

function courseMarkup({ policy, index, points }: Course, strong: boolean): Html {
  const runs = runsOf(points);
  const band = runs.map(
    (run) =>
      `M${run.map((p) => `${at(p.x)} ${at(p.high)}`).join("L")}L${[...run]
        .reverse()
        .map((p) => `${at(p.x)} ${at(p.low)}`)
        .join("L")}Z`,
  );
  const line = runs.map((run) =>
    run.length === 1
      ? `M${at(run[0]!.x)} ${at(run[0]!.y)}h.01`
      : `M${run.map((p) => `${at(p.x)} ${at(p.y)}`).join("L")}`,
  );
  if (runs.length === 0) return html``;
  const kind = `${strong ? " strong" : ""}${index >= 6 ? " dashed" : ""}`;
  return html`<g class="course ${seriesClass(index)}${kind}"><title>${policy.policy}</title><path class="band" d="${band.join("")}"/><path class="line" d="${line.join("")}"/></g>`;
}

function at(percentage: number): string {
  return coordinate(percentage * 10);
}

type Point = NonNullable<Course["points"][number]>;

/** Splits points into stretches without a gap. */
export function runsOf(points: Course["points"]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  points.forEach((p, i) => {
    if (!p) return;
    if (i > 0 && points[i - 1]) (runs[runs.length - 1] as Point[]).push(p);
    else runs.push([p]);
  });
  return runs;
}

function lastPoint(course: Course): Point | null {
  return [...course.points].reverse().find((p) => p !== null) ?? null;
}

function lastDot(course: Course): Html {
  const p = lastPoint(course);
  if (!p) return html``;
  const open = course.policy.status === "running" ? " open" : "";
  return html`<i class="dot ${seriesClass(course.index)}${open}" style="left:${coordinate(p.x)}%;top:${coordinate(p.y)}%"></i>`;
}

const LABEL_GAP = (15 / PLOT_HEIGHT_PX) * 100;

function endLabels(courses: readonly Course[]): Html {
  const labels = courses.flatMap((course) => {
    const p = lastPoint(course);
    return p && course.policy.status !== "running" ? [{ course, y: p.y }] : [];
  });
  if (labels.length > 6) return html``;
  labels.sort((a, b) => a.y - b.y);
  // Down until none overlap, then the lowest ones up again where they left the plot.
  let floor = -Infinity;
  const tops = labels.map((l) => (floor = Math.max(l.y, floor + LABEL_GAP)));
  let ceiling = 100;
  for (let i = tops.length - 1; i >= 0; i--) {
    tops[i] = Math.min(tops[i] as number, ceiling);
    ceiling = (tops[i] as number) - LABEL_GAP;
  }
  return joinHtml(
    labels.map((l, i) => html`<span style="top:${coordinate(tops[i] as number)}%">${l.course.policy.policy}</span>`),
  );
}

function takeaway(model: QualityModel): string {
  const parts = model.courses.flatMap((course) => {
    const points = course.points.filter((p) => p !== null);
    if (points.length === 0) return [];
    const values = points.map((p) => p.value);
    const first = fixed(values[0], 3);
    return [
      `${course.policy.policy} goes from ${first} to ${fixed(values[values.length - 1], 3)}, lowest ${fixed(Math.min(...values), 3)}`,
    ];
  });
  return parts.length === 0 ? "No weekly ROC-AUC is known yet." : `ROC-AUC by week. ${listWords(parts)}.`;
}

/** Every week and policy as a table, for those who do not see the chart or want the figures. */
export function weeksTable(model: QualityModel, timeline: Timeline): Html {
  const rows = timeline.weeks.map((week, i) => {
    const cells = model.courses.map((c) => {
      const p = c.points[i];
      return html`<td class="n">${p ? fixed(p.value, model.decimals) : MISSING}${p && p.halfWidth !== null ? html` <small>±\u00a0${fixed(p.halfWidth, model.decimals)}</small>` : null}</td>`;
    });
    return html`<tr><th scope="row">${week.label}</th>${cells}</tr>`;
  });
  const heads = model.courses.map((c) => html`<th scope="col" class="n">${c.policy.policy}</th>`);
  return html`<details class="as-table" id="weeks-table"><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="ROC-AUC by week, as a table"><table class="plain"><thead><tr><th scope="col">Week</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></details>`;
}
