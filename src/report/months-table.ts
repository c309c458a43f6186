import { aucOf } from "./compare.js";
import { monthLabel } from "./dates.js";
import { type Html, html } from "./html.js";
import { columnDecimals, count, fixed, intervalDecimals, MISSING } from "./numbers.js";
import { seriesClass, swatch } from "./symbols.js";
import { tabs } from "./tabs.js";
import type { PolicyReport, RehearsalReport } from "./types.js";

type Month = PolicyReport["months"][number];

interface Metric {
  readonly name: string;
  readonly of: (month: Month) => number | null;
  readonly halfWidth: (month: Month) => number | null;
  readonly better: 1 | -1;
}

const none = (): null => null;
const METRICS: readonly Metric[] = [
  { name: "ROC-AUC", of: (m) => m.rocAuc, halfWidth: (m) => aucOf(m)?.halfWidth ?? null, better: 1 },
  { name: "Log loss", of: (m) => m.logLoss, halfWidth: none, better: -1 },
  { name: "Brier", of: (m) => m.brier, halfWidth: none, better: -1 },
  { name: "Calibration error", of: (m) => m.calibrationError, halfWidth: none, better: -1 },
];

/** Every month, metric and policy: one metric at a time, months down, policies across. */
export function monthsSection(report: RehearsalReport): Html {
  const months = [...new Set(report.policies.flatMap((p) => p.months.map((m) => m.month)))].sort();
  if (months.length === 0) return html``;
  const list = METRICS.map((metric) => ({ label: html`${metric.name}`, pane: monthTable(report, months, metric) }));
  const { choice, panes } = tabs("month-metric", "Metric", list, 0);
  return html`<section class="card part tabhost" id="months"><div class="head"><h2>Month by month</h2><p class="muted">the best of each month in bold</p><div class="spring"></div>${choice}</div>${panes}</section>`;
}

function monthTable(report: RehearsalReport, months: readonly string[], metric: Metric): Html {
  const byMonth = report.policies.map((p) => new Map(p.months.map((m) => [m.month, m])));
  const all = byMonth.flatMap((m) => [...m.values()]);
  const widths = all.map(metric.halfWidth).filter((w) => w !== null);
  const decimals = widths.length > 0 ? intervalDecimals(widths) : Math.min(4, columnDecimals(all.map(metric.of)));
  const rows = months.map((month) => {
    const found = byMonth.map((m) => m.get(month) ?? null);
    const values = found.map((m) => (m ? metric.of(m) : null));
    const known = values.filter((v) => v !== null).map((v) => v * metric.better);
    const best = known.length > 1 ? Math.max(...known) : null;
    const outcomes = Math.max(0, ...found.map((m) => m?.predictions ?? 0));
    return html`<tr><th scope="row"><span class="wide">${monthLabel(month)}</span><span class="narrow" aria-hidden="true">${monthLabel(month, 3)}</span></th>${found.map((m, i) => cell(m, values[i] ?? null, metric, decimals, best))}<td class="n muted">${count(outcomes)}</td></tr>`;
  });
  const heads = report.policies.map(
    (p, i) => html`<th scope="col" class="n ${seriesClass(i)}">${swatch(i)}${p.policy}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${metric.name} by month"><table class="plain months"><thead><tr><th scope="col">Month</th>${heads}<th scope="col" class="n">Outcomes</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function cell(month: Month | null, value: number | null, metric: Metric, decimals: number, best: number | null): Html {
  if (!month || value === null) return html`<td class="n muted">${MISSING}</td>`;
  const half = metric.halfWidth(month);
  const text = fixed(value, decimals);
  const strong = best !== null && value * metric.better === best;
  return html`<td class="n">${strong ? html`<b>${text}</b>` : text}${half === null ? null : html` <small>±\u00a0${fixed(half, decimals)}</small>`}</td>`;
}
