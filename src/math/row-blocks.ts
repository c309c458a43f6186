import type { RowWriter } from "./householder.js";

/** A matrix that is read row by row. */
export interface RowSource {
  readonly rows: number;
  readonly cols: number;
  readonly writeRow: RowWriter;
}

/** A multiple of 4. */
export const BLOCK_ROWS = 256;

/** Reads the matrix once, block by block: gives each as columns of {@link BLOCK_ROWS} entries, the last padded with zeros; the arrays are used again. */
export function eachBlock({ rows, cols, writeRow }: RowSource, take: (columns: readonly Float64Array[]) => void): void {
  const block = new Float64Array(BLOCK_ROWS * cols);
  const columns = Array.from({ length: cols }, (_, j) => block.subarray(j * BLOCK_ROWS, (j + 1) * BLOCK_ROWS));
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows - from);
    for (let i = 0; i < size; i++) writeRow(from + i, block, i, BLOCK_ROWS);
    for (const column of columns) column.fill(0, size);
    take(columns);
  }
}

/** start + Σ x·y over a block, in four sums that do not wait for each other. */
export function blockProduct(x: Float64Array, y: Float64Array, start: number): number {
  let a = start;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < BLOCK_ROWS; i += 4) {
    a += x[i] * y[i];
    b += x[i + 1] * y[i + 1];
    c += x[i + 2] * y[i + 2];
    d += x[i + 3] * y[i + 3];
  }
  return a + b + (c + d);
}
