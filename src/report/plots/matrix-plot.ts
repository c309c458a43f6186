import { html } from "../html.js";
import { coordinate } from "../scales.js";
import { type Caption, FIGURE, svgDocument } from "./figure.js";

/** Counts of true classes (rows) against predicted ones (columns), row-major. */
export interface MatrixPlot extends Caption {
  readonly classes: readonly string[];
  readonly counts: ArrayLike<number>;
}

/** A confusion matrix as an SVG document; a cell is as dark as its share of the true class. */
export function matrixPlot({ classes, counts, ...caption }: MatrixPlot): string {
  const k = classes.length;
  const [left, top] = [FIGURE.left + 80, FIGURE.top + 24];
  const size = Math.min(96, (FIGURE.width - left - FIGURE.right) / k, (FIGURE.height - top - 40) / k);
  const cells = classes.flatMap((_, i) => {
    const total = classes.reduce((sum, _c, j) => sum + counts[i * k + j], 0);
    return classes.map((_c, j) => {
      const share = total === 0 ? 0 : counts[i * k + j] / total;
      const [x, y] = [left + j * size, top + i * size];
      return html`<rect class="f1" opacity="${coordinate(0.06 + 0.94 * share)}" x="${coordinate(x + 1)}" y="${coordinate(y + 1)}" width="${coordinate(size - 2)}" height="${coordinate(size - 2)}" rx="3"/>${
        k <= 12
          ? html`<text class="${share > 0.5 ? "strong" : "value"}" x="${coordinate(x + size / 2)}" y="${coordinate(y + size / 2 + 4)}" text-anchor="middle">${counts[i * k + j].toLocaleString("en", { maximumFractionDigits: 1 })}</text>`
          : null
      }`;
    });
  });
  const names = classes.map(
    (name, i) =>
      html`<text x="${left - 8}" y="${coordinate(top + (i + 0.5) * size + 4)}" text-anchor="end">${name.slice(0, 12)}</text><text x="${coordinate(left + (i + 0.5) * size)}" y="${top - 8}" text-anchor="middle">${name.slice(0, Math.max(3, Math.floor(size / 7)))}</text>`,
  );
  return svgDocument(
    caption,
    html`${cells}${names}<text x="${left}" y="${coordinate(top + k * size + 22)}">rows: true class, columns: predicted class</text>`,
  );
}
