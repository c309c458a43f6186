import { calibrationSection } from "./calibration.js";
import { aucOf } from "./compare.js";
import { courseSection } from "./course.js";
import { STYLES } from "./css.js";
import { cardSection, wordsSection } from "./explain.js";
import { findingOf } from "./finding.js";
import { deploymentSection, footer } from "./footer.js";
import { bar, findingHeader } from "./header.js";
import { driftSection } from "./heat-map.js";
import { html, raw } from "./html.js";
import { monthsSection } from "./months-table.js";
import { policiesTable } from "./policies-table.js";
import { qualityModel } from "./quality-chart.js";
import { readoutData } from "./readout-data.js";
import { PAGE_SCRIPT, THEME_SCRIPT } from "./script.js";
import { symbolDefinitions } from "./symbols.js";
import { timelineOf } from "./timeline.js";
import type { RehearsalReport, RenderOptions } from "./types.js";

/**
 * Renders a report as one self-contained HTML page: no script, style, font or picture from outside. Pure; the same
 * report and options give the same text. With `live` and a policy still to finish, the page refreshes itself.
 */
export function renderReport(report: RehearsalReport, options: RenderOptions = {}): string {
  const finding = findingOf(report);
  const timeline = timelineOf(report);
  const model = qualityModel(report, timeline);
  const live = (options.live ?? false) && report.policies.some((p) => p.status === "running" || p.status === "waiting");
  const chosen = finding.chosen ?? report.policies.find((p) => aucOf(p) !== null)?.policy ?? null;
  const main = html`<main${live ? raw(" data-live") : null}>${findingHeader(report, finding)}
${policiesTable(report, finding.chosen)}
${courseSection(report, timeline, model, finding.chosen)}
${driftSection(report, timeline, chosen)}
${monthsSection(report)}
${calibrationSection(report)}
${options.deployment ? deploymentSection(options.deployment) : null}
<div class="pair" id="pair">${cardSection(report)}${wordsSection()}</div>
${footer(report, options.commands ?? ["npm start"])}
${readoutData(report, timeline, model)}</main>`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${finding.title} · ${report.project} · Gyre</title><link rel="icon" href="data:,"><style>${raw(STYLES)}</style><script>${raw(THEME_SCRIPT)}</script></head>
<body>${symbolDefinitions()}${bar(report, live)}${main}<script>${raw(PAGE_SCRIPT)}</script></body></html>
`;
  return page.html;
}
