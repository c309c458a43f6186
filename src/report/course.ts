import { aucOf } from "./compare.js";
import { type Html, html } from "./html.js";
import { decisionsList, laneKeys, lanes } from "./lanes.js";
import { withInterval } from "./numbers.js";
import { type QualityModel, qualityPlot, weeksTable } from "./quality-chart.js";
import { seriesClass, swatch } from "./symbols.js";
import type { Timeline } from "./timeline.js";
import type { RehearsalReport } from "./types.js";

const HINT = "Point at a week, or focus the chart and use ← →, to read its values and decisions.";

/** The course of the rehearsal: quality by week and, on the same axis, what each policy decided. */
export function courseSection(
  report: RehearsalReport,
  timeline: Timeline,
  model: QualityModel,
  chosen: string | null,
): Html {
  if (report.policies.length === 0) return html``;
  const head = html`<div class="head"><h2>ROC-AUC by week</h2><p class="muted">bands are 95 % intervals; below, what each policy decided</p><div class="spring"></div>${laneKeys()}</div>`;
  if (timeline.weeks.length === 0) {
    return html`<section class="card part" id="course">${head}<p class="empty">No week is complete yet. The first point appears when the outcomes of the first week are known.</p></section>`;
  }
  return html`<section class="card part" id="course">${head}<div class="body">${legend(report, model)}<div class="timeline" data-track>${qualityPlot(model, timeline, chosen)}${lanes(report, timeline)}</div><p class="decisions" data-decisions>${HINT}</p>${weeksTable(model, timeline)}${decisionsList(report)}</div></section>`;
}

// The legend is the readout: idle it tells the whole stretch, pointed at it tells the week.
function legend(report: RehearsalReport, model: QualityModel): Html {
  const whole = report.policies.some((p) => p.status === "running" || p.status === "waiting")
    ? "so far"
    : "whole stretch";
  const keys = report.policies.map((p, i) => {
    const auc = aucOf(p);
    const text = withInterval(auc?.value, auc?.halfWidth, model.decimals);
    return html`<span class="key ${seriesClass(i)}">${swatch(i)}<span>${p.policy}</span><span class="v" data-series="${i}" data-name="${p.policy}" data-whole="${text}">${text}</span></span>`;
  });
  return html`<div class="readout"><span class="when" data-when="${whole}">${whole}</span>${keys}</div>`;
}
