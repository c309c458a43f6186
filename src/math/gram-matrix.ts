import { blockProduct, eachBlock, type RowSource } from "./row-blocks.js";

/** AᵀA as its columns. rows·cols²/2 multiplications; A is read once, block by block. */
export function gramMatrix(source: RowSource): Float64Array[] {
  const { cols } = source;
  const gram = Array.from({ length: cols }, () => new Float64Array(cols));
  eachBlock(source, (columns) => {
    for (let j = 0; j < cols; j++) {
      for (let k = j; k < cols; k++) gram[j][k] += blockProduct(columns[j], columns[k], 0);
    }
  });
  for (let j = 0; j < cols; j++) for (let k = 0; k < j; k++) gram[j][k] = gram[k][j];
  return gram;
}
