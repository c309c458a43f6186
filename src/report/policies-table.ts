import { aucOf, baselineOf, differenceOf } from "./compare.js";
import { longDate, shortDate } from "./dates.js";
import { type Html, html } from "./html.js";
import { columnDecimals, count, fixed, intervalDecimals, MISSING, percent, seconds, signed } from "./numbers.js";
import { coordinate, linear } from "./scales.js";
import { seriesClass, swatch, symbol } from "./symbols.js";
import { virtualNow } from "./timeline.js";
import type { PolicyReport, RehearsalReport } from "./types.js";

interface Columns {
  readonly auc: number;
  readonly logLoss: number;
  readonly brier: number;
  readonly calibration: number;
  readonly axis: (auc: number) => number;
}

/** The policies against each other; below 1144 px each row becomes a card that keeps every number. */
export function policiesTable(report: RehearsalReport, chosen: string | null): Html {
  const { policies } = report;
  if (policies.length === 0) return html``;
  const columns = columnsOf(policies);
  const baseline = baselineOf(policies.filter((p) => p.status !== "failed")) ?? (policies[0] as PolicyReport);
  const rows = policies.map((p, i) => row(p, i, baseline, columns, p.policy === chosen));
  return html`<section class="card part" id="policies"><div class="head"><h2>Policies</h2><p class="muted">the same stretch of history, lived through once by each</p></div>
<table class="pol" role="table" aria-label="Policies and what they achieved"><thead role="rowgroup"><tr role="row">${HEADS.map(head)}</tr></thead><tbody role="rowgroup">${rows}</tbody></table></section>`;
}

const HEADS: readonly (readonly [label: string, title: string])[] = [
  ["Policy", ""],
  ["ROC-AUC", "How well predictions rank; 0.5 is chance, 1 perfect"],
  ["Difference", "ROC-AUC minus that of the baseline"],
  ["95 % interval", "ROC-AUC with its DeLong interval, all policies on one axis"],
  ["Log loss", "Less is better"],
  ["Brier", "Mean squared error of the probabilities; less is better"],
  ["Calibration error", "Mean distance of predicted from observed rate; less is better"],
  ["Retrained", "Times a new version was trained"],
  ["Rollouts", "Canaries begun"],
  ["Rolled back", "Canaries taken back by the guard"],
  ["Alerts", "Times monitoring raised its hand"],
  ["CPU", "Processor time"],
  ["Wall", "Time on the clock on the wall"],
];

function head([label, title]: readonly [string, string], i: number): Html {
  return html`<th role="columnheader" scope="col"${i > 0 && i !== 3 ? html` class="n"` : null} title="${title}">${label}</th>`;
}

function columnsOf(policies: readonly PolicyReport[]): Columns {
  const estimates = policies.map(aucOf).filter((e) => e !== null);
  const lows = estimates.map((e) => e.value - (e.halfWidth ?? 0));
  const highs = estimates.map((e) => e.value + (e.halfWidth ?? 0));
  const low = lows.length > 0 ? Math.min(...lows) : 0;
  const high = highs.length > 0 ? Math.max(...highs) : 1;
  return {
    auc: intervalDecimals(estimates.map((e) => e.halfWidth)),
    logLoss: columnDecimals(policies.map((p) => p.logLoss)),
    brier: columnDecimals(policies.map((p) => p.brier)),
    calibration: columnDecimals(policies.map((p) => p.calibrationError)),
    axis: linear(low, high, 4, 96),
  };
}

function row(p: PolicyReport, index: number, baseline: PolicyReport, c: Columns, chosen: boolean): Html {
  const auc = aucOf(p);
  const begun = p.status !== "waiting";
  const done = (n: number, text = count(n)) => (begun ? text : MISSING);
  const cells: readonly (readonly [string, Html | string])[] = [
    ["ROC-AUC", html`<b>${fixed(auc?.value, c.auc)}</b>`],
    ["Difference", differenceCell(p, baseline, c.auc)],
    ["95 % interval", glyph(p, c)],
    ["Log loss", fixed(p.logLoss, c.logLoss)],
    ["Brier", fixed(p.brier, c.brier)],
    ["Calibration error", fixed(p.calibrationError, c.calibration)],
    ["Retrained", done(p.retrainings)],
    ["Rollouts", done(p.rollouts)],
    ["Rolled back", done(p.rollbacks)],
    ["Alerts", done(p.alerts)],
    ["CPU", done(p.cpuSeconds, seconds(p.cpuSeconds))],
    ["Wall", done(p.wallSeconds, seconds(p.wallSeconds))],
  ];
  return html`<tr role="row" class="${seriesClass(index)}${chosen ? " win" : ""}${begun ? "" : " idle"}"><th role="rowheader" scope="row">${nameCell(p, index, chosen)}</th>${cells.map(cell)}</tr>`;
}

function cell([label, value]: readonly [string, Html | string], i: number): Html {
  const kind = i === 2 ? "glyph" : i === 0 ? "n main" : i === 1 ? "n diff" : "n";
  return html`<td role="cell" class="${kind}" data-label="${label}">${value}</td>`;
}

function nameCell(p: PolicyReport, index: number, chosen: boolean): Html {
  const badge = chosen ? html` <span class="badge done">${symbol("done")}the finding</span>` : null;
  return html`<div class="name">${swatch(index)}<span>${p.policy}</span>${badge}</div>${p.description ? html`<p class="desc">${p.description}</p>` : null}${statusLine(p)}`;
}

function statusLine(p: PolicyReport): Html | null {
  if (p.status === "done") return null;
  if (p.status === "waiting") return html`<p class="st waiting">${symbol("waiting")}waits for its turn</p>`;
  if (p.status === "failed")
    return html`<p class="st failed">${symbol("failed")}failed at ${shortDate(virtualNow(p))}</p>`;
  const now = virtualNow(p);
  const share = Math.min(100, Math.max(0, p.progress * 100));
  return html`<p class="st running">${symbol("running")}<span class="num">${longDate(now)} · ${percent(p.progress)}</span></p><div class="progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${fixed(share, 0)}" aria-valuetext="${longDate(now)}" aria-label="Progress of ${p.policy}"><i style="width:${coordinate(share)}%"></i></div>`;
}

function differenceCell(p: PolicyReport, baseline: PolicyReport, decimals: number): Html {
  if (p === baseline) return html`<span class="d">baseline</span>`;
  const comparable = p.status === "done" && baseline.status === "done";
  const d = comparable ? differenceOf(p, baseline) : null;
  if (!d)
    return html`<span class="d" title="${comparable ? "not known" : "not yet over the same stretch"}">${MISSING}</span>`;
  const word = { better: "clearly better", worse: "clearly worse", unclear: "inside the interval of the difference" }[
    d.verdict
  ];
  return html`<span class="d ${d.verdict}" title="${word}${d.halfWidth === null ? "" : `, ±\u00a0${fixed(d.halfWidth, decimals)}`}">${signed(d.value, decimals)}</span>`;
}

function glyph(p: PolicyReport, c: Columns): Html {
  const auc = aucOf(p);
  if (!auc) return html`<span class="muted">${MISSING}</span>`;
  const at = c.axis(auc.value);
  const half = auc.halfWidth ?? 0;
  const left = c.axis(auc.value - half);
  const width = c.axis(auc.value + half) - left;
  const words = auc.halfWidth === null ? "interval not known" : `±\u00a0${fixed(half, c.auc)}`;
  return html`<div class="ci"><span class="ci-axis" aria-hidden="true"><i style="left:${coordinate(left)}%;width:${coordinate(width)}%"></i><b style="left:${coordinate(at)}%"></b></span><small>${words}</small></div>`;
}
