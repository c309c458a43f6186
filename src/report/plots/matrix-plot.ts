import { html } from "../html.js";
import { coordinate } from "../scales.js";
import { type Caption, FIGURE, shortened, svgDocument } from "./figure.js";

/** Counts of true classes (rows) against predicted ones (columns), row-major. */
export interface MatrixPlot extends Caption {
  readonly classes: readonly string[];
  readonly counts: ArrayLike<number>;
}

/** A confusion matrix as an SVG document; a cell is as dark as its share of the true class. */
export function matrixPlot({ classes, counts, ...caption }: MatrixPlot): string {
  const k = classes.length;
  const left = FIGURE.left + 80;
  const size = Math.min(96, (FIGURE.width - left - FIGURE.right) / k, (FIGURE.height - FIGURE.top - 64) / k);
  // Names wider than a cell stand aslant above it.
  const aslant = classes.some((name) => 7 * name.length > size);
  const top = FIGURE.top + (aslant ? 76 : 24);
  const cells = classes.flatMap((_, i) => {
    const total = classes.reduce((sum, _c, j) => sum + counts[i * k + j], 0);
    return classes.map((_c, j) => {
      const share = total === 0 ? 0 : counts[i * k + j] / total;
      const [x, y] = [left + j * size, top + i * size];
      return html`<rect class="f1" opacity="${coordinate(0.06 + 0.94 * share)}" x="${coordinate(x + 1)}" y="${coordinate(y + 1)}" width="${coordinate(size - 2)}" height="${coordinate(size - 2)}" rx="3"/>${
        k <= 12
          ? html`<text class="${share > 0.6 ? "strong" : "value"}" x="${coordinate(x + size / 2)}" y="${coordinate(y + size / 2 + 4)}" text-anchor="middle">${counts[i * k + j].toLocaleString("en", { maximumFractionDigits: 1 })}</text>`
          : null
      }`;
    });
  });
  const names = classes.map((name, i) => {
    const middle = left + (i + 0.5) * size;
    const across = aslant
      ? html`<text transform="translate(${coordinate(middle)} ${top - 6}) rotate(-40)">${shortened(name, 15)}</text>`
      : html`<text x="${coordinate(middle)}" y="${top - 8}" text-anchor="middle">${name}</text>`;
    return html`<text x="${left - 8}" y="${coordinate(top + (i + 0.5) * size + 4)}" text-anchor="end">${shortened(name, 18)}</text>${across}`;
  });
  return svgDocument(
    caption,
    html`${cells}${names}<text x="${left}" y="${coordinate(top + k * size + 22)}">rows: true class, columns: predicted class</text>`,
    Math.max(FIGURE.height, Math.ceil(top + k * size + 40)),
  );
}
