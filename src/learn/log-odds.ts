/** Keeps the log-odds of labels that are all alike finite: ±34.5. */
const MIN_SHARE = 1e-15;

/** Log-odds of the share of ones among the labels 0/1; from a count, so that their order cannot matter. */
export function logOddsOf(y: Float64Array): number {
  let ones = 0;
  for (const label of y) ones += label;
  const share = Math.min(1 - MIN_SHARE, Math.max(MIN_SHARE, ones / y.length));
  return Math.log(share / (1 - share));
}

/** Probabilities 1 / (1 + e^−score), in the form that keeps small ones exact and cannot overflow. */
export function probabilitiesOf(scores: Float64Array): Float64Array {
  return scores.map((score) => {
    const e = Math.exp(-Math.abs(score));
    return score >= 0 ? 1 / (1 + e) : e / (1 + e);
  });
}
