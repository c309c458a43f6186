import { GyreError } from "../../../core/index.js";
import { checkedWeights, type Weighted, weightedMean } from "../weights.js";

/**
 * Share of the rows whose class is among the `k` most probable; of equal probabilities the first class counts as more probable,
 * so that k = 1 is the accuracy of the likeliest class. `codes` `(n)`, `scores` `(n, K)` row-major. O(n·K).
 */
export function topKAccuracy(
  codes: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: Weighted & { readonly k?: number | undefined } = {},
): number {
  const { k = 2 } = options;
  const n = codes.length;
  const classes = n === 0 ? 0 : scores.length / n;
  if (!Number.isInteger(classes)) {
    throw new GyreError("learn.bad_table", `${scores.length} scores cannot be shared by ${n} rows`);
  }
  if (!Number.isInteger(k) || k < 1) throw new GyreError("learn.bad_config", `k is ${k}, expected a whole number ≥ 1`);
  return weightedMean(n, checkedWeights(options.weights, n), (row) => {
    const own = scores[row * classes + codes[row]];
    let ahead = 0;
    for (let c = 0; c < classes; c++) {
      const score = scores[row * classes + c];
      if (score > own || (score === own && c < codes[row])) ahead++;
    }
    return ahead < k ? 1 : 0;
  });
}
