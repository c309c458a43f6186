/** Fewer values than this are sorted. */
const FEW = 4096;
/** Half the width, in ranks, of the bracket that should hold the middle. */
const MARGIN = 0.03;

/**
 * The median of the values that are not NaN, where a weight of 2 counts as the value twice: the mean of the least value with at least
 * half of the weight at or below it and the least with more than half; NaN when there are none. Exact. Linear time on the whole: a
 * sample says between which values the middle lies, and only those are looked at further (Floyd and Rivest, 1975).
 */
export function weightedMedian(values: Float64Array, weights: Float64Array | undefined): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) total += weights === undefined ? 1 : weights[i];
  let left: Pool = { values, weights, below: 0, inside: total };
  while (left.values.length > FEW) {
    const narrowed = narrow(left, total / 2);
    if (narrowed === null) break;
    left = narrowed;
  }
  return middleOf(left, total / 2);
}

/** Values that may be the middle, their weight, and that of those known to be smaller. */
interface Pool {
  readonly values: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly below: number;
  readonly inside: number;
}

function narrow({ values, weights, below, inside }: Pool, half: number): Pool | null {
  const [low, high] = bracket(values, (half - below) / inside);
  const most = values.length >> 1;
  const kept = new Float64Array(most + 1);
  const keptWeights = weights === undefined ? undefined : new Float64Array(most + 1);
  let count = 0;
  let under = below;
  let within = 0;
  for (let i = 0; i < values.length && count <= most; i++) {
    const value = values[i];
    const weight = weights === undefined ? 1 : weights[i];
    if (value < low) under += weight;
    else if (value <= high) {
      if (keptWeights !== undefined) keptWeights[count] = weight;
      kept[count++] = value;
      within += weight;
    }
  }
  if (count > most || !(under < half && under + within > half)) return null;
  return { values: kept.subarray(0, count), weights: keptWeights?.subarray(0, count), below: under, inside: within };
}

function bracket(values: Float64Array, share: number): [number, number] {
  const step = Math.max(1, Math.floor(values.length / FEW));
  const sample: number[] = [];
  for (let i = 0; i < values.length; i += step) if (!Number.isNaN(values[i])) sample.push(values[i]);
  const sorted = Float64Array.from(sample).sort();
  const at = (rank: number): number => sorted[Math.floor(Math.min(1, Math.max(0, rank)) * (sorted.length - 1))];
  return [at(share - MARGIN), at(share + MARGIN)];
}

function middleOf({ values, weights, below }: Pool, half: number): number {
  const present = Int32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]));
  const order = present.sort((a, b) => values[a] - values[b]);
  let lower = Number.NaN;
  let sum = below;
  for (const i of order) {
    sum += weights === undefined ? 1 : weights[i];
    if (Number.isNaN(lower) && sum >= half) lower = values[i];
    if (sum > half) return lower / 2 + values[i] / 2;
  }
  return lower;
}
