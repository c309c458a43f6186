import { type Html, html } from "../html.js";
import { coordinate } from "../scales.js";
import { type Axis, axes, type Caption, FIGURE, type Scales, scalesOf, svgDocument } from "./figure.js";

/** A point of a series; with `low` and `high` a band is drawn around the line. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** Points in the order in which they are joined, or dots alone. */
export interface Series {
  readonly name: string;
  readonly points: readonly PlotPoint[];
  readonly dots?: boolean;
}

/** Lines, dots and bands over two axes. */
export interface LinePlot extends Caption {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A dashed line from one point to another, such as chance or perfection. */
  readonly reference?: readonly [PlotPoint, PlotPoint];
}

/** The plot as an SVG document. */
export function linePlot(plot: LinePlot): string {
  const scales = scalesOf(plot.x, plot.y);
  const lines = plot.series.map((series, i) => drawn(series, (i % 12) + 1, scales));
  const dashed = plot.reference ? html`<path class="reference" d="${path(plot.reference, scales)}"/>` : null;
  return svgDocument(plot, html`${axes(plot.x, plot.y)}${dashed}${lines}${legend(plot.series)}`);
}

function drawn({ name, points, dots }: Series, colour: number, scales: Scales): Html {
  if (points.length === 0) return html``;
  if (dots) {
    const marks = points.map(
      (p) => html`<circle cx="${coordinate(scales.x(p.x))}" cy="${coordinate(scales.y(p.y))}" r="2.5" opacity="0.6"/>`,
    );
    return html`<g class="f${colour}"><title>${name}</title>${marks}</g>`;
  }
  return html`${band(points, colour, scales)}<path class="line c${colour}" d="${path(points, scales)}"><title>${name}</title></path>${
    points.length <= 24
      ? points.map(
          (p) =>
            html`<circle class="f${colour}" cx="${coordinate(scales.x(p.x))}" cy="${coordinate(scales.y(p.y))}" r="3"/>`,
        )
      : []
  }`;
}

function band(points: readonly PlotPoint[], colour: number, scales: Scales): Html {
  const bounded = points.filter((p) => p.low !== undefined && p.high !== undefined);
  if (bounded.length < 2) return html``;
  const upper = bounded.map((p) => ({ x: p.x, y: p.high! }));
  const lower = bounded.map((p) => ({ x: p.x, y: p.low! })).reverse();
  return html`<path class="band f${colour}" d="${path([...upper, ...lower], scales)}Z"/>`;
}

function path(points: readonly PlotPoint[], scales: Scales): string {
  return `M${points.map((p) => `${coordinate(scales.x(p.x))} ${coordinate(scales.y(p.y))}`).join("L")}`;
}

/** Names of the series in a row above the data, as many as there is room for. */
function legend(series: readonly Series[]): Html {
  if (series.length < 2) return html``;
  let x = FIGURE.left;
  const keys = series.slice(0, 12).flatMap(({ name }, i) => {
    const from = x;
    x += 34 + 6.5 * name.length;
    if (x > FIGURE.width - FIGURE.right) return [];
    return html`<line class="line c${i + 1}" x1="${from}" x2="${from + 14}" y1="62" y2="62"/><text x="${from + 19}" y="66">${name}</text>`;
  });
  return html`${keys}`;
}
