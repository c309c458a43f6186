/**
 * Gradient and curvature of the log loss for each row, on a grid on which every sum is exact.
 *
 * `pairs` holds (g, c) per row, interleaved: g = p − y, and c = h + `countUnit` with h = p(1 − p), so that one addition also counts
 * the row: of any sum C of c over rows, the count is ⌊C / countUnit⌋ and Σh the rest. Both are rounded to multiples of a power of
 * two such that sums over all n rows fit the 53 bits of a double. Then no sum depends on the order of the rows, and a child's
 * histogram is exactly the parent's less its sibling's. At n rows g keeps 53 − log₂ n bits, h about 53 − 2·log₂ n: 2⁻¹⁷ at 337,000.
 */
export interface Gradients {
  readonly pairs: Float64Array;
  readonly countUnit: number;
  readonly roundG: number;
  readonly roundH: number;
}

/** Most rows that {@link createGradients} keeps a useful precision of h for. */
export const MAX_ROWS = 2 ** 22;

export function createGradients(rows: number): Gradients {
  const bits = Math.ceil(Math.log2(rows + 1));
  // h ≤ 1/4, hence Σh < 2^(bits − 2) = countUnit, and every Σc < 2^(2·bits − 2).
  const countUnit = 2 ** (bits - 2);
  const unitG = 2 ** (bits - 53);
  const unitH = 2 ** (2 * bits - 2 - 53);
  // Adding 1.5·2⁵² units pushes the bits below one unit out of the mantissa.
  return {
    pairs: new Float64Array(2 * rows),
    countUnit,
    roundG: 1.5 * 2 ** 52 * unitG,
    roundH: 1.5 * 2 ** 52 * unitH,
  };
}

/** Fills the pairs for the raw scores (log-odds) and the labels 0/1. */
export function fillGradients(gradients: Gradients, scores: Float64Array, labels: Float64Array): void {
  const { pairs, countUnit, roundG, roundH } = gradients;
  for (let i = 0; i < scores.length; i++) {
    const p = 1 / (1 + Math.exp(-scores[i]));
    pairs[2 * i] = p - labels[i] + roundG - roundG;
    pairs[2 * i + 1] = p * (1 - p) + roundH - roundH + countUnit;
  }
}
