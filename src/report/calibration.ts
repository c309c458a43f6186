import { type Html, html, joinHtml } from "./html.js";
import { columnDecimals, count, fixed, percent } from "./numbers.js";
import { coordinate } from "./scales.js";
import { seriesClass, swatch } from "./symbols.js";
import type { CalibrationBin, PolicyReport, RehearsalReport } from "./types.js";

const SIZE = 260;
const LEFT = 34;
const TOP = 8;
const RIGHT = SIZE - 8;
const BOTTOM = SIZE - 46;

const px = (rate: number): number => LEFT + clamp(rate) * (RIGHT - LEFT);
const py = (rate: number): number => BOTTOM - clamp(rate) * (BOTTOM - TOP);

function clamp(rate: number): number {
  return Number.isFinite(rate) ? Math.min(1, Math.max(0, rate)) : 0;
}

/** Reliability curves with Wilson intervals, one small picture for each policy, all with the same axes. */
export function calibrationSection(report: RehearsalReport): Html {
  const shown = report.policies
    .map((policy, index) => ({ policy, index }))
    .filter(({ policy }) => policy.calibration.length > 0);
  if (shown.length === 0) return html``;
  const decimals = Math.min(4, columnDecimals(shown.map(({ policy }) => policy.calibrationError)));
  return html`<section class="card part" id="calibration"><div class="head"><h2>Calibration</h2><p class="muted">of the predictions near 30 %, did 30 % come true? On the dashed line they did; bars are 95 % intervals</p></div><div class="body multiples">${shown.map(({ policy, index }) => figure(policy, index, decimals))}</div></section>`;
}

function figure(policy: PolicyReport, index: number, decimals: number): Html {
  const bins = policy.calibration.filter((b) =>
    [b.meanPredicted, b.observedRate, b.low, b.high].every(Number.isFinite),
  );
  const words = verdict(bins);
  return html`<figure class="${seriesClass(index)}"><figcaption>${swatch(index)}<b>${policy.policy}</b><span class="num muted">error ${fixed(policy.calibrationError, decimals)}</span></figcaption><svg viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label="Reliability curve of ${policy.policy}. ${words}">${axes()}${counts(bins)}${curve(bins)}</svg><p>${words}</p>${binsTable(policy, index, bins)}</figure>`;
}

function axes(): Html {
  const lines = [0, 0.25, 0.5, 0.75, 1].map(
    (t) => html`<line x1="${LEFT}" x2="${RIGHT}" y1="${coordinate(py(t))}" y2="${coordinate(py(t))}"/>`,
  );
  const labels = [0, 0.5, 1].map(
    (t) =>
      html`<text x="${LEFT - 7}" y="${coordinate(py(t) + 4)}" text-anchor="end">${t}</text><text x="${coordinate(px(t))}" y="${BOTTOM + 34}" text-anchor="middle">${t}</text>`,
  );
  return html`<g class="grid">${lines}</g><line class="ideal" x1="${px(0)}" y1="${py(0)}" x2="${px(1)}" y2="${py(1)}"/>${labels}<text x="${LEFT + 2}" y="${TOP + 12}">observed rate</text><text x="${coordinate(px(0.75))}" y="${BOTTOM + 34}" text-anchor="middle">predicted</text>`;
}

// How many predictions stand behind each point, as bars under the axis.
function counts(bins: readonly CalibrationBin[]): Html {
  const most = Math.max(1, ...bins.map((b) => b.count));
  const bars = bins.map((b) => {
    const height = b.count > 0 ? Math.max(1, (b.count / most) * 14) : 0;
    return html`<rect x="${coordinate(px(b.meanPredicted) - 4)}" y="${BOTTOM + 4}" width="8" height="${coordinate(height)}" rx="1"/>`;
  });
  return html`<g class="counts">${bars}</g>`;
}

function curve(bins: readonly CalibrationBin[]): Html {
  const sorted = [...bins].sort((a, b) => a.meanPredicted - b.meanPredicted);
  const points = sorted.map((b) => ({ b, x: coordinate(px(b.meanPredicted)), y: coordinate(py(b.observedRate)) }));
  if (points.length === 0) return html``;
  const whiskers = joinHtml(
    points.map(
      ({ b, x }) => html`<line x1="${x}" x2="${x}" y1="${coordinate(py(b.low))}" y2="${coordinate(py(b.high))}"/>`,
    ),
  );
  const dots = points.map(({ b, x, y }) => html`<circle cx="${x}" cy="${y}" r="3"><title>${tip(b)}</title></circle>`);
  return html`<g class="whiskers">${whiskers}</g><path class="line" d="M${points.map((p) => `${p.x} ${p.y}`).join("L")}"/><g class="points">${dots}</g>`;
}

function tip(b: CalibrationBin): string {
  return `predicted ${percent(b.meanPredicted, 1)}, observed ${percent(b.observedRate, 1)} (${percent(b.low, 1)} to ${percent(b.high, 1)}), ${count(b.count)} predictions`;
}

/** In words where the curve leaves the diagonal by more than its intervals allow. */
function verdict(bins: readonly CalibrationBin[]): string {
  const high = bins.filter((b) => b.meanPredicted > b.high).length;
  const low = bins.filter((b) => b.meanPredicted < b.low).length;
  if (bins.length === 0) return "No outcomes yet.";
  if (high + low === 0) return `In all ${bins.length} bins the interval covers the diagonal.`;
  const says =
    high > 0 && low > 0
      ? `too high in ${high} and too low in ${low}`
      : high > 0
        ? `too high in ${high}`
        : `too low in ${low}`;
  return `Predicts ${says} of ${bins.length} bins, by more than chance explains.`;
}

function binsTable(policy: PolicyReport, index: number, bins: readonly CalibrationBin[]): Html {
  const rows = bins.map(
    (b) =>
      html`<tr><td class="n">${percent(b.meanPredicted, 1)}</td><td class="n">${percent(b.observedRate, 1)}</td><td class="n">${percent(b.low, 1)} – ${percent(b.high, 1)}</td><td class="n">${count(b.count)}</td></tr>`,
  );
  return html`<details class="as-table" id="calibration-table-${index}"><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Calibration of ${policy.policy}, as a table"><table class="plain"><thead><tr><th scope="col" class="n">Predicted</th><th scope="col" class="n">Observed</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Count</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}
