/** One category column and one target. */
export interface EncodingProblem {
  /** Codes from −1 (missing) to size − 1. */
  readonly codes: Int32Array;
  readonly size: number;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly smoothing: "auto" | number;
}

/**
 * The encoding of each code, missing first; NaN where no row with weight has it, and the overall mean ȳ.
 *
 * smoothing m: (Σy + m·ȳ) / (n + m). "auto": λ·ȳ_c + (1 − λ)·ȳ with λ = n·τ² / (n·τ² + σ²), τ² the variance of y, σ² that within the
 * category (Micci-Barreca 2001, equations 5 and 6). n and all means are weighted.
 */
export function codeEncodings(problem: EncodingProblem): { readonly encodings: Float64Array; readonly mean: number } {
  const { codes, size, y, weights, smoothing } = problem;
  const counts = new Float64Array(size + 1);
  const sums = new Float64Array(size + 1);
  for (let i = 0; i < codes.length; i++) {
    if (weights[i] === 0) continue;
    counts[codes[i] + 1] += weights[i];
    sums[codes[i] + 1] += weights[i] * y[i];
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = sums.reduce((sum, part) => sum + part, 0) / total;
  if (smoothing !== "auto") {
    const encodings = counts.map((n, c) => (n === 0 ? Number.NaN : (sums[c] + smoothing * mean) / (n + smoothing)));
    return { encodings, mean };
  }
  const means = sums.map((sum, c) => sum / counts[c]);
  const within = new Float64Array(size + 1);
  let variance = 0;
  for (let i = 0; i < codes.length; i++) {
    if (weights[i] === 0) continue;
    within[codes[i] + 1] += weights[i] * (y[i] - means[codes[i] + 1]) ** 2;
    variance += (weights[i] / total) * (y[i] - mean) ** 2;
  }
  const encodings = counts.map((n, c) => {
    if (n === 0) return Number.NaN;
    const lambda = (variance * n) / (variance * n + within[c] / n);
    // 0/0: the target is constant.
    return Number.isNaN(lambda) ? mean : lambda * means[c] + (1 - lambda) * mean;
  });
  return { encodings, mean };
}
