import { shortDate } from "./dates.js";
import { type Html, html, joinHtml } from "./html.js";
import { count, fixed, listWords, MISSING, percent } from "./numbers.js";
import { monthAxis } from "./quality-chart.js";
import { coordinate } from "./scales.js";
import { swatch } from "./symbols.js";
import { tabs } from "./tabs.js";
import type { Timeline } from "./timeline.js";
import type { DriftRow, PolicyReport, RehearsalReport } from "./types.js";

/** Steps of the drift colours; the limit (1) lies between the fifth and the sixth, the last is open upward. */
const STEPS = 10;

/** The step of a distance in units of its limit: 0 to 9, 5 from the limit on. */
export function driftStep(distance: number): number {
  return Math.min(STEPS - 1, Math.max(0, Math.floor((distance / 2) * STEPS + 1e-9)));
}

/** Drift of each feature by week, one map for each policy, rows by importance or by drift. */
export function driftSection(report: RehearsalReport, timeline: Timeline, chosen: string | null): Html {
  const shown = report.policies
    .map((policy, index) => ({ policy, index }))
    .filter(({ policy }) => policy.drift.length > 0);
  if (shown.length === 0) return html``;
  const at = Math.max(
    0,
    shown.findIndex(({ policy }) => policy.policy === chosen),
  );
  const byPolicy = tabs(
    "drift-policy",
    "Policy",
    shown.map(({ policy, index }) => ({
      label: html`${swatch(index)}${policy.policy}`,
      pane: heatMap(policy, index, timeline),
    })),
    at,
  );
  const sort = html`<fieldset class="tabs sort"><legend class="sr">Order of the features</legend><input type="radio" name="drift-sort" id="drift-sort-0" checked><label for="drift-sort-0">by importance</label><input type="radio" name="drift-sort" id="drift-sort-1"><label for="drift-sort-1">by drift</label></fieldset>`;
  return html`<section class="card part tabhost" id="drift"><div class="head"><h2>Drift by feature and week</h2><p class="muted">distance from the training data, in units of the feature’s own limit</p><div class="spring"></div>${legend()}</div>
<div class="body"><div class="choices">${byPolicy.choice}${sort}</div>${byPolicy.panes}</div></section>`;
}

function legend(): Html {
  const steps = Array.from({ length: STEPS }, (_, i) => html`<i class="h${i}"></i>`);
  return html`<div class="legend" role="img" aria-label="Colours: from 0 over the limit, 1, to twice the limit and more"><span>0</span><span class="scale">${steps}<b>limit</b></span><span>2 ×</span></div>`;
}

function heatMap(policy: PolicyReport, index: number, timeline: Timeline): Html {
  const byImportance = [...policy.drift].sort(
    (a, b) => b.importance - a.importance || (a.feature < b.feature ? -1 : 1),
  );
  const byDrift = [...byImportance].sort((a, b) => (peak(b)?.value ?? -1) - (peak(a)?.value ?? -1));
  const rows = byImportance.map((row, i) => heatRow(row, i, byDrift.indexOf(row), policy, timeline));
  return html`<div class="heat" data-heat="${index}"><p class="heat-say">${takeaway(policy)}</p><p class="heat-readout" data-heat-readout aria-live="polite">Point at a cell, or focus the map and use the arrow keys, to read it.</p><div class="hrows">${rows}<div class="catch" data-catch="heat" data-label="Drift map of ${policy.policy}: arrow keys move between weeks and features"></div></div>${monthAxis(timeline)}${summaryTable(policy, index, byImportance)}</div>`;
}

function heatRow(row: DriftRow, byImportance: number, byDrift: number, policy: PolicyReport, timeline: Timeline): Html {
  const top = peak(row);
  const over = top !== null && top.value >= 1;
  return html`<div class="trow hrow${over ? " over" : ""}" style="--i:${byImportance};--d:${byDrift}" data-row="${byImportance}"><div class="gl"><span class="feature" title="${row.feature}">${row.feature}</span></div><div class="track"><svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${cells(row, policy, timeline)}</svg><i class="cursor" aria-hidden="true"></i></div><div class="gr peak">${top ? html`<span class="sr">peak </span>${fixed(top.value, 2)}` : MISSING}</div></div>`;
}

// One path for each step, not one element for each cell: a year of fifty features stays small.
function cells(row: DriftRow, policy: PolicyReport, timeline: Timeline): Html {
  const paths = Array.from({ length: STEPS }, () => "");
  row.weeks.forEach((distance, i) => {
    const week = policy.weeks[i];
    const left = week ? timeline.percentAt(week.from) : null;
    const right = week ? timeline.percentAt(week.to) : null;
    if (distance === null || !Number.isFinite(distance) || left === null || right === null) return;
    paths[driftStep(distance)] += `M${coordinate(left * 10)} 0H${coordinate(right * 10)}V10H${coordinate(left * 10)}Z`;
  });
  return joinHtml(paths.map((d, step) => (d === "" ? html`` : html`<path class="h${step}" d="${d}"/>`)));
}

/** The largest distance of a feature and the index of its week; null when nothing is known. */
function peak(row: DriftRow): { readonly value: number; readonly week: number } | null {
  let best: { value: number; week: number } | null = null;
  row.weeks.forEach((value, week) => {
    if (value !== null && Number.isFinite(value) && (best === null || value > best.value)) best = { value, week };
  });
  return best;
}

function weeksOver(row: DriftRow): number {
  return row.weeks.filter((v) => v !== null && v >= 1).length;
}

function takeaway(policy: PolicyReport): string {
  const over = policy.drift.filter((row) => weeksOver(row) > 0).sort((a, b) => weeksOver(b) - weeksOver(a));
  if (over.length === 0) return `With ${policy.policy}, none of ${count(policy.drift.length)} features left its limit.`;
  const most = over
    .slice(0, 3)
    .map((row) => `${row.feature} in ${weeksOver(row)} ${weeksOver(row) === 1 ? "week" : "weeks"}`);
  return `With ${policy.policy}, ${over.length} of ${policy.drift.length} features were beyond their limit${over.length > 3 ? ", most often " : ": "}${listWords(most)}.`;
}

function summaryTable(policy: PolicyReport, index: number, rows: readonly DriftRow[]): Html {
  const body = rows.map((row) => {
    const top = peak(row);
    const when = top && policy.weeks[top.week] ? shortDate((policy.weeks[top.week] as { from: string }).from) : MISSING;
    return html`<tr><th scope="row">${row.feature}</th><td class="n">${percent(row.importance, 1)}</td><td class="n">${fixed(top?.value, 2)}</td><td>${when}</td><td class="n">${weeksOver(row)}</td></tr>`;
  });
  return html`<details class="as-table" id="drift-table-${index}"><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Drift of ${policy.policy}, as a table"><table class="plain"><thead><tr><th scope="col">Feature</th><th scope="col" class="n">Importance</th><th scope="col" class="n">Peak</th><th scope="col">in the week from</th><th scope="col" class="n">Weeks beyond the limit</th></tr></thead><tbody>${body}</tbody></table></div></details>`;
}
