import { html } from "../html.js";
import { coordinate, linear } from "../scales.js";
import { type Caption, FIGURE, shortened, svgDocument } from "./figure.js";

/** A bar from 0 to `value`, with a whisker where an interval is known. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** Bars side by side, one under the other. */
export interface BarPlot extends Caption {
  readonly bars: readonly Bar[];
  readonly decimals: number;
}

const ROW = 24;
const NAMES = 180;

/** The plot as an SVG document, as tall as its bars need. */
export function barPlot({ bars, decimals, ...caption }: BarPlot): string {
  const height = FIGURE.top + bars.length * ROW + 24;
  const low = Math.min(0, ...bars.map((bar) => bar.low ?? bar.value));
  const high = Math.max(0, ...bars.map((bar) => bar.high ?? bar.value));
  const at = linear(low, high === low ? low + 1 : high, FIGURE.left + NAMES, FIGURE.width - 80);
  const rows = bars.map((bar, i) => {
    const y = FIGURE.top + i * ROW;
    const [from, to] = [Math.min(at(0), at(bar.value)), Math.max(at(0), at(bar.value))];
    const whisker =
      bar.low === undefined || bar.high === undefined
        ? null
        : html`<line class="whisker" x1="${coordinate(at(bar.low))}" x2="${coordinate(at(bar.high))}" y1="${y + 8}" y2="${y + 8}"/>`;
    return html`<text x="${FIGURE.left + NAMES - 10}" y="${y + 12}" text-anchor="end">${shortened(bar.name, 28)}<title>${bar.name}</title></text><rect class="bar" x="${coordinate(from)}" y="${y}" width="${coordinate(Math.max(1, to - from))}" height="16" rx="2"/>${whisker}<text class="value" x="${coordinate(Math.max(at(bar.high ?? bar.value), at(0)) + 8)}" y="${y + 12}">${shownValue(bar.value, decimals)}</text>`;
  });
  return svgDocument(caption, html`${rows}`, height);
}

/** −0.000 says no more than 0.000. */
function shownValue(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
