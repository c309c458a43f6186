import { BLOCK_ROWS, blockProduct, eachBlock, type RowSource } from "./row-blocks.js";

/**
 * R of A = Q·R as its columns, each of `cols` entries with zeros below the diagonal: Householder reflections of one block of rows
 * after another, each of a row of R and the block's rows only, so that R's zeros are never touched. RᵀR = AᵀA without the squaring
 * that loses digits. 2·rows·cols² multiplications, a fifth of the time of a reduction of R and block as one dense matrix.
 */
export function triangularFactor(source: RowSource): Float64Array[] {
  const r = Array.from({ length: source.cols }, () => new Float64Array(source.cols));
  eachBlock(source, (columns) => foldIn(r, columns));
  return r;
}

/** Reflects [R; block] to triangular form. */
function foldIn(r: readonly Float64Array[], block: readonly Float64Array[]): void {
  for (let j = 0; j < r.length; j++) {
    const x = block[j];
    const top = r[j][j];
    let squares = 0;
    for (let i = 0; i < BLOCK_ROWS; i++) squares += x[i] * x[i];
    if (squares === 0) continue;
    const size = Math.sqrt(top * top + squares);
    const alpha = top > 0 ? -size : size;
    // The reflection is I − τ·[1; u][1; u]ᵀ with u = x / (top − α).
    const pivot = top - alpha;
    for (let i = 0; i < BLOCK_ROWS; i++) x[i] /= pivot;
    r[j][j] = alpha;
    for (let c = j + 1; c < r.length; c++) {
      const column = r[c];
      column[j] -= reflect(x, block[c], column[j], -pivot / alpha);
    }
  }
}

/** Takes τ·([1; x]ᵀ[head; y])·x from y and gives the factor of x. */
function reflect(x: Float64Array, y: Float64Array, head: number, tau: number): number {
  const step = tau * blockProduct(x, y, head);
  for (let i = 0; i < BLOCK_ROWS; i++) y[i] -= step * x[i];
  return step;
}
