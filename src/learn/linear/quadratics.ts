import { dot } from "../../math/index.js";
import type { Quadratic } from "./coordinate-descent.js";
import { writeEncodedRow } from "./design-products.js";
import { centredGram, centredProducts, type SquaresProblem } from "./squared.js";

/** Up to so many numbers the products of all pairs are kept. */
const MOST_PAIRED = 2000;

/** Whether the products of all pairs are smaller than the columns: then a sweep does not depend on the number of rows. */
export function isPaired(rows: number, width: number): boolean {
  return width <= MOST_PAIRED && rows >= width;
}

/** The squares of a problem as coordinate descent needs them. */
export function quadraticOf(problem: SquaresProblem): Quadratic {
  const { rows, width } = problem.design;
  return isPaired(rows, width) ? pairedQuadratic(problem) : columnQuadratic(problem);
}

function pairedQuadratic(problem: SquaresProblem): Quadratic {
  const { design, weights, y } = problem;
  const { width } = design;
  const gram = centredGram(problem);
  const xy = centredProducts(problem, y);
  const yy = y.reduce((sum, value, i) => sum + weights[i] * value * value, 0);
  // A column that does not vary leaves rounding behind.
  const squares = Float64Array.from({ length: width }, (_, j) =>
    gram[j * width + j] > 1e-20 * problem.total ? gram[j * width + j] : 0,
  );
  return {
    ...{ width, squares, xy, yy },
    product: (j, k) => gram[j * width + k],
    track: (v) => {
      const slopes = xy.slice();
      const move = (j: number, delta: number): void => {
        const row = j * width;
        for (let k = 0; k < width; k++) slopes[k] -= delta * gram[row + k];
      };
      v.forEach((value, j) => {
        if (value !== 0) move(j, value);
      });
      return { slope: (j) => slopes[j], move, squares: (now) => Math.max(0, yy - dot(now, xy) - dot(now, slopes)) };
    },
  };
}

/** With the columns themselves, times the roots of the rows' weights: `(rows)` each, one after the other. */
function columnQuadratic({ design, weights, means, y }: SquaresProblem): Quadratic {
  const { rows, width } = design;
  const x = new Float64Array(rows * width);
  const target = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const root = Math.sqrt(weights[i]);
    writeEncodedRow(design, i, x, i, rows);
    for (let j = 0; j < width; j++) x[j * rows + i] = root * (x[j * rows + i] - means[j]);
    target[i] = root * y[i];
  }
  const column = (j: number): Float64Array => x.subarray(j * rows, (j + 1) * rows);
  return {
    width,
    squares: Float64Array.from({ length: width }, (_, j) => dot(column(j), column(j))),
    xy: Float64Array.from({ length: width }, (_, j) => dot(column(j), target)),
    yy: dot(target, target),
    product: (j, k) => dot(column(j), column(k)),
    track: (v) => {
      const r = target.slice();
      const move = (j: number, delta: number): void => {
        for (let i = 0, at = j * rows; i < rows; i++, at++) r[i] -= delta * x[at];
      };
      v.forEach((value, j) => {
        if (value !== 0) move(j, value);
      });
      return { slope: (j) => dot(column(j), r), move, squares: () => dot(r, r) };
    },
  };
}
