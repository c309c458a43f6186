import { createRandom } from "../../core/index.js";
import { lanczosSvd, rightSvd } from "../../math/index.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { refuseTooMany } from "../projection/refusals.js";
import { type SparseRows, sparseMap, sparseSource } from "./sparse.js";

/** Above this many columns and rows, Lanczos' iteration instead of a whole decomposition. */
const WHOLE_SIZE = 64;

/**
 * The `k` leading right singular vectors of the matrix, whose rows count with their weights, as rows: latent semantic analysis
 * (Deerwester et al. 1990). The matrix is not written out. Throws `learn.bad_config` when there are not as many.
 */
export function leadingDirections(
  matrix: SparseRows,
  k: number,
  { weights, options }: { readonly weights: Float64Array; readonly options: FitOptions },
): readonly (readonly number[])[] {
  const counted = weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0);
  refuseTooMany("ngrams", k, Math.min(counted, matrix.cols));
  const roots = weights.map(Math.sqrt);
  const { vectors } =
    Math.min(matrix.rows, matrix.cols) <= WHOLE_SIZE
      ? rightSvd(sparseSource(matrix, roots), k)
      : lanczosSvd(sparseMap(matrix, roots), k, {
          next: (options.random ?? createRandom("ngrams")).split("lanczos").next,
          onStep: () => checkNotCancelled(options),
        });
  return vectors.map((vector) => Array.from(vector));
}
