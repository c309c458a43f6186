import { createRandom } from "../../core/index.js";
import { gramMatrix, type LinearMap, lanczosSvd, type RightSvd, rightSvd } from "../../math/index.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { TrainingMatrix } from "./training-matrix.js";

/** Below this many multiplications, or this many columns or rows, a whole decomposition is the quickest. */
const WHOLE_WORK = 2e9;
const WHOLE_SIZE = 64;

/** Up to so many multiplications for AᵀA, a Lanczos iteration of unknown length runs on that. */
const GRAM_WORK = 2e10;

/** Whether all of a decomposition is computed to find its `k` leading parts, instead of these alone by Lanczos' iteration. */
export function isWhole({ rows, columns }: TrainingMatrix, k: number): boolean {
  const short = Math.min(rows, columns.length);
  const long = Math.max(rows, columns.length);
  return short <= WHOLE_SIZE || long * short * short <= WHOLE_WORK || 3 * k >= short;
}

/** The `k` leading singular values and right vectors of the training matrix, in its own units. */
export function leadingParts(matrix: TrainingMatrix, k: number, options: FitOptions): RightSvd {
  const { values, vectors } = isWhole(matrix, k)
    ? rightSvd(matrix.source, k)
    : lanczosSvd(mapOf(matrix), k, {
        next: (options.random ?? createRandom("projection")).split("lanczos").next,
        onStep: () => checkNotCancelled(options),
      });
  return { values: values.map((value) => value * matrix.unit), vectors };
}

function mapOf({ rows, columns, source, map }: TrainingMatrix): LinearMap {
  const width = columns.length;
  if (width > rows || rows * width * width > GRAM_WORK) return map;
  const gram = gramMatrix(source);
  return {
    ...map,
    gramTimes: (v) => Float64Array.from(gram, (column) => column.reduce((sum, value, j) => sum + value * v[j], 0)),
  };
}

/** As many leading parts as explain more than `share` of Σ singular values², which is `total`. */
export function partsForShare(
  matrix: TrainingMatrix,
  { share, total }: { readonly share: number; readonly total: number },
  options: FitOptions,
): RightSvd {
  const all = Math.min(matrix.rows, matrix.columns.length);
  let k = Math.min(all, WHOLE_SIZE);
  for (;;) {
    if (isWhole(matrix, k)) k = all;
    const { values, vectors } = leadingParts(matrix, k, options);
    let sum = 0;
    const needed = values.findIndex((value) => (sum += value * value) > share * total) + 1;
    if (needed > 0) return { values: values.slice(0, needed), vectors: vectors.slice(0, needed) };
    if (k === all) return { values, vectors };
    k = Math.min(all, 2 * k);
  }
}
