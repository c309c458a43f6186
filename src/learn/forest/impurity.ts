/** What a split lowers. */
export type Criterion = "gini" | "entropy" | "squared";

/**
 * How pure rows are, from the sums over them; of two sides the values are added, and the larger the sum the better the split. Its
 * growth by a split, divided by the weight of all rows, is the weighted decrease of the impurity:
 * gini Σₖ cₖ² / W, entropy Σₖ cₖ log₂ cₖ − W log₂ W, squared (Σwy)² / W.
 */
export type Purity = (sums: Float64Array, at: number) => number;

/** The purity for the criterion, of `channels` sums. */
export function purityOf(criterion: Criterion, channels: number): Purity {
  if (criterion === "squared") return (sums, at) => (sums[at + 1] * sums[at + 1]) / sums[at];
  if (criterion === "entropy") return (sums, at) => negativeEntropy(sums, at, channels);
  return channels === 2 ? giniOfTwo : (sums, at) => gini(sums, at, channels);
}

/** The weight of the rows, from the sums over them. */
export function weightOf(criterion: Criterion, channels: number, sums: ArrayLike<number>, at: number): number {
  if (criterion === "squared") return sums[at];
  let weight = 0;
  for (let k = 0; k < channels; k++) weight += sums[at + k];
  return weight;
}

function giniOfTwo(sums: Float64Array, at: number): number {
  const [a, b] = [sums[at], sums[at + 1]];
  return (a * a + b * b) / (a + b);
}

function gini(sums: Float64Array, at: number, channels: number): number {
  let weight = 0;
  let squares = 0;
  for (let k = 0; k < channels; k++) {
    const sum = sums[at + k];
    weight += sum;
    squares += sum * sum;
  }
  return squares / weight;
}

function negativeEntropy(sums: Float64Array, at: number, channels: number): number {
  let weight = 0;
  let total = 0;
  for (let k = 0; k < channels; k++) {
    const sum = sums[at + k];
    weight += sum;
    if (sum > 0) total += sum * Math.log2(sum);
  }
  return total - weight * Math.log2(weight);
}
