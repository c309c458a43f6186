import type { RowSource } from "./triangular-factor.js";

const BLOCK_ROWS = 256;

/** AᵀA as its columns. rows·cols²/2 multiplications; A is read once, block by block. */
export function gramMatrix({ rows, cols, writeRow }: RowSource): Float64Array[] {
  const gram = Array.from({ length: cols }, () => new Float64Array(cols));
  const block = new Float64Array(BLOCK_ROWS * cols);
  const columns = gram.map((_, j) => block.subarray(j * BLOCK_ROWS, (j + 1) * BLOCK_ROWS));
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows - from);
    for (let i = 0; i < size; i++) writeRow(from + i, block, i, BLOCK_ROWS);
    for (const column of columns) column.fill(0, size);
    for (let j = 0; j < cols; j++) for (let k = j; k < cols; k++) gram[j][k] += product(columns[j], columns[k]);
  }
  for (let j = 0; j < cols; j++) for (let k = 0; k < j; k++) gram[j][k] = gram[k][j];
  return gram;
}

function product(x: Float64Array, y: Float64Array): number {
  let a = 0;
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
