import { type Html, html, raw } from "../html.js";
import { coordinate, linear, ticks } from "../scales.js";
import { TOKENS } from "../tokens.js";

/** What every figure says around its data. */
export interface Caption {
  readonly title: string;
  /** The takeaway in a sentence; also read to those who do not see the figure. */
  readonly takeaway: string;
}

/** The outer measures of a figure in CSS pixels, and where its data is drawn. */
export const FIGURE = { width: 640, height: 440, left: 64, right: 24, top: 80, bottom: 56 } as const;

const STYLE = `${TOKENS.replaceAll(":root:not([data-theme=light])", ":root").replace(/@media \(max-width[\s\S]*$/, "")}
text{font:12px var(--font);fill:var(--ink-2)}.title{font-size:15px;font-weight:600;fill:var(--ink)}.axis{fill:var(--ink-3)}
.page{fill:var(--surface)}.grid{stroke:var(--grid)}.reference{stroke:var(--line-strong);stroke-dasharray:4 4;fill:none}
.line{fill:none;stroke-width:1.75;stroke-linejoin:round}.band{opacity:.16}.bar{fill:var(--s1)}.whisker{stroke:var(--ink-2);stroke-width:1.25}
.value{fill:var(--ink)}.strong{fill:var(--surface)}
${Array.from({ length: 12 }, (_, i) => `.c${i + 1}{stroke:var(--s${i + 1})}.f${i + 1}{fill:var(--s${i + 1})}`).join("")}`;

/** A figure as an SVG document of its own, light or dark as the viewer wishes. */
export function svgDocument(caption: Caption, body: Html, height: number = FIGURE.height): string {
  const { width, left } = FIGURE;
  const drawing = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${`${caption.title}. ${caption.takeaway}`}"><style>${raw(STYLE)}</style><rect class="page" width="${width}" height="${height}"/><text class="title" x="${left}" y="28">${caption.title}</text><text x="${left}" y="48">${caption.takeaway}</text>${body}</svg>`;
  return `${drawing.html}\n`;
}

/** A range of values along an axis and what it is called. */
export interface Axis {
  readonly label: string;
  readonly low: number;
  readonly high: number;
}

/** Where values lie on the figure. */
export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The scales of two axes over the drawing area. */
export function scalesOf(x: Axis, y: Axis): Scales {
  const { width, height, left, right, top, bottom } = FIGURE;
  return { x: linear(x.low, x.high, left, width - right), y: linear(y.low, y.high, height - bottom, top) };
}

/** Grid lines, numbers and names of both axes. */
export function axes(x: Axis, y: Axis): Html {
  const { width, height, left, right, top, bottom } = FIGURE;
  const at = scalesOf(x, y);
  const [across, up] = [ticks(x.low, x.high, 6), ticks(y.low, y.high, 5)];
  const [saidAcross, saidUp] = [tickNames(across), tickNames(up)];
  const vertical = across.values.map(
    (v, i) =>
      html`<text class="axis" x="${coordinate(at.x(v))}" y="${height - bottom + 18}" text-anchor="middle">${saidAcross[i]}</text>`,
  );
  const horizontal = up.values.map(
    (v, i) =>
      html`<line class="grid" x1="${left}" x2="${width - right}" y1="${coordinate(at.y(v))}" y2="${coordinate(at.y(v))}"/><text class="axis" x="${left - 8}" y="${coordinate(at.y(v) + 4)}" text-anchor="end">${saidUp[i]}</text>`,
  );
  return html`${horizontal}${vertical}<text x="${coordinate((left + width - right) / 2)}" y="${height - 14}" text-anchor="middle">${x.label}</text><text transform="translate(16 ${coordinate((top + height - bottom) / 2)}) rotate(-90)" text-anchor="middle">${y.label}</text>`;
}

/** The numbers along an axis in at most some five signs: 0.25, 1500, 250k, 1.5M, 2e−7. */
export function tickNames({ values, decimals }: { readonly values: readonly number[]; readonly decimals: number }) {
  const largest = Math.max(...values.map(Math.abs));
  const [unit, sign] = largest < 1e4 ? [1, ""] : largest < 1e6 ? [1e3, "k"] : largest < 1e9 ? [1e6, "M"] : [0, ""];
  const places = Math.max(0, ...values.map((value) => placesOf(value / unit)));
  return values.map((value) => {
    const plain = unit > 0 && (largest === 0 || largest >= 1e-3);
    const text = plain ? `${(value / unit).toFixed(unit === 1 ? decimals : places)}${sign}` : exponent(value);
    return (value === 0 ? text.replace(/[kM]$/, "") : text).replaceAll("-", "−");
  });
}

/** The decimals that a round number needs, at most three. */
function placesOf(value: number): number {
  return [0, 1, 2].find((places) => Math.abs(value - Number(value.toFixed(places))) < 1e-9) ?? 3;
}

function exponent(value: number): string {
  return value === 0 ? "0" : Number(value.toPrecision(3)).toExponential().replace("e+", "e");
}

/** A name of at most `most` signs. */
export function shortened(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}
