import { stretch } from "./dates.js";
import { type Html, html, raw } from "./html.js";
import { percent } from "./numbers.js";
import { type Finding, sentenceHtml } from "./sentence.js";
import type { RehearsalReport } from "./types.js";

const LOGO = raw(
  '<svg viewBox="0 0 24 24" class="logo" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" aria-hidden="true"><path d="M20.5 9A9 9 0 1 0 21 12.6"/><path d="M16.2 10.2a4.8 4.8 0 1 0 .4 2.6"/><circle cx="11.9" cy="12" r="1.1" fill="currentColor" stroke="none"/></svg>',
);

/** The bar above everything: where one is, whether the page is live, and the switch between light and dark. */
export function bar(report: RehearsalReport, live: boolean): Html {
  const state = live ? html`<span class="live" data-live-state role="status"><i></i><span>Live</span></span>` : null;
  return html`<header class="bar"><div class="inner"><span class="brand">${LOGO}Gyre</span><span class="crumbs"><span>${report.project}</span><span aria-hidden="true">/</span><b>Rehearsal of ${report.model}</b></span><span class="spring"></span>${state}<button type="button" class="btn" data-theme-toggle hidden>Dark</button></div></header>`;
}

/** The finding as the page's title, its evidence, and what limits it. */
export function findingHeader(report: RehearsalReport, finding: Finding): Html {
  const [lead, ...rest] = finding.evidence;
  const more = rest.length === 0 ? null : html`<p class="more">${rest.map((s) => html`${sentenceHtml(s)} `)}</p>`;
  const conditions = finding.conditions.map((s) => html`<p class="condition">${sentenceHtml(s)}</p>`);
  const base = report.positiveRate === null ? "" : ` · ${percent(report.positiveRate, 1)} of outcomes were positive`;
  return html`<section class="top part" id="finding"><p class="kicker">${stretch(report.from, report.to)}, on a virtual clock</p><h1>${finding.title}</h1>${lead ? html`<p class="lead">${sentenceHtml(lead)}</p>` : null}${more}${conditions}<p class="facts">Predicts ${report.outcome} · ${report.estimator}${base}</p></section>`;
}
