import { type Html, html } from "../html.js";
import { coordinate } from "../scales.js";
import { type Axis, axes, type Caption, FIGURE, type Scales, scalesOf, shortened, svgDocument } from "./figure.js";

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
  const { rows, keys } = legend(plot.series);
  const height = rows > 1 ? FIGURE.height + rows * LEGEND_ROW : FIGURE.height;
  return svgDocument(plot, html`${axes(plot.x, plot.y)}${dashed}${lines}${keys}`, height);
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

const LEGEND_ROW = 18;

/** Names of the series: above the data where one row suffices, else in rows below the axis. */
function legend(series: readonly Series[]): { readonly rows: number; readonly keys: Html } {
  if (series.length < 2) return { rows: 0, keys: html`` };
  let [x, row] = [FIGURE.left, 0];
  const places = series.map(({ name }, i) => {
    const text = shortened(name, 24);
    const width = 34 + 6.5 * text.length;
    if (x > FIGURE.left && x + width > FIGURE.width - FIGURE.right) [x, row] = [FIGURE.left, row + 1];
    const place = { x, row, text, colour: (i % 12) + 1 };
    x += width;
    return place;
  });
  const top = row === 0 ? 62 : FIGURE.height + 4;
  const keys = places.map(({ x: from, row: at, text, colour }) => {
    const y = top + at * LEGEND_ROW;
    return html`<line class="line c${colour}" x1="${coordinate(from)}" x2="${coordinate(from + 14)}" y1="${y}" y2="${y}"/><text x="${coordinate(from + 19)}" y="${y + 4}">${text}</text>`;
  });
  return { rows: row + 1, keys: html`${keys}` };
}
