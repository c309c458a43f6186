import { checkNotCancelled, type FitOptions } from "../../fit-options.js";
import type { Frame } from "../../table.js";
import { numbersOf } from "../choose-columns.js";
import { weightedMean } from "../moments.js";
import { presentValues, refuseInfinite } from "../row-weights.js";
import type { ImputeConfig } from "./config.js";
import type { NeighbourFilling } from "./state.js";

/** Keeps the rows that count, all of them: prediction needs them. Throws `learn.bad_table` for an infinite value. */
export function fitNeighbours(
  config: ImputeConfig,
  frame: Frame,
  names: readonly string[],
  weights: Float64Array,
): NeighbourFilling {
  const columns = names.map((name) => numbersOf(frame, name, "impute"));
  columns.forEach((values, j) => {
    refuseInfinite("kNearest", names[j], values, weights);
  });
  const counts = (_: number, row: number): boolean => weights[row] > 0;
  return {
    kind: "neighbours",
    neighbours: config.neighbours ?? 5,
    weighting: config.weighting ?? "uniform",
    donors: columns.map((values) => Array.from(values.filter(counts))),
    weights: Array.from(weights.filter(counts)),
    means: columns.map((values) => weightedMean(presentValues(values, weights))),
  };
}

/**
 * `columns` with each missing value replaced by the mean of its nearest donors'. Distances are those of {@link squaredDistances};
 * a donor has the value itself. Donors at the same distance as the last one share what is left of the neighbours, so that the
 * order of the rows does not matter. Without any donor the column's mean is filled in. Source: Troyanskaya et al. 2001 (KNNimpute),
 * with the distances of scikit-learn's KNNImputer.
 */
export function fillFromNeighbours(
  filling: NeighbourFilling,
  columns: readonly Float64Array[],
  options: FitOptions = {},
): Float64Array[] {
  const filled = columns.map((values) => values.slice());
  const donors = filling.donors.map((values) => Float64Array.from(values));
  const distances = new Float64Array(filling.weights.length);
  const rows = columns[0]?.length ?? 0;
  for (let row = 0; row < rows; row++) {
    const holes = columns.flatMap((values, j) => (Number.isNaN(values[row]) ? [j] : []));
    if (holes.length === 0) continue;
    checkNotCancelled(options);
    squaredDistances(columns, row, donors, distances);
    for (const j of holes) filled[j][row] = meanOfNearest(filling, donors[j], distances) ?? filling.means[j];
  }
  return filled;
}

/**
 * The squared distance of a row to each donor: over the columns that both have, times columns / columns that both have; Infinity
 * where there is none.
 */
function squaredDistances(
  columns: readonly Float64Array[],
  row: number,
  donors: readonly Float64Array[],
  into: Float64Array,
): void {
  const common = new Float64Array(into.length);
  into.fill(0);
  columns.forEach((values, j) => {
    const value = values[row];
    if (Number.isNaN(value)) return;
    const others = donors[j];
    for (let d = 0; d < into.length; d++) {
      const difference = value - others[d];
      if (Number.isNaN(difference)) continue;
      into[d] += difference * difference;
      common[d]++;
    }
  });
  for (let d = 0; d < into.length; d++) {
    into[d] = common[d] === 0 ? Number.POSITIVE_INFINITY : (into[d] * columns.length) / common[d];
  }
}

function meanOfNearest(filling: NeighbourFilling, values: Float64Array, distances: Float64Array): number | null {
  const last = lastDistance(filling, values, distances);
  let nearer = 0;
  let atLast = 0;
  for (let d = 0; d < values.length; d++) {
    if (Number.isNaN(values[d])) continue;
    if (distances[d] < last) nearer += filling.weights[d];
    else if (distances[d] === last) atLast += filling.weights[d];
  }
  if (nearer + atLast === 0 || last === Number.POSITIVE_INFINITY) return null;
  const share = Math.min(1, (filling.neighbours - nearer) / atLast);
  return averageWithin({ filling, values, distances }, last, share);
}

/** The distance of the donor with which the wanted number (weight) of neighbours is reached, or of the farthest one. */
function lastDistance(
  { neighbours, weights }: NeighbourFilling,
  values: Float64Array,
  distances: Float64Array,
): number {
  const nearest: { distance: number; weight: number }[] = [];
  let total = 0;
  for (let d = 0; d < values.length; d++) {
    const distance = distances[d];
    if (Number.isNaN(values[d]) || distance === Number.POSITIVE_INFINITY) continue;
    if (total >= neighbours && distance >= nearest[nearest.length - 1].distance) continue;
    let at = nearest.length;
    while (at > 0 && nearest[at - 1].distance > distance) at--;
    nearest.splice(at, 0, { distance, weight: weights[d] });
    total += weights[d];
    while (total - nearest[nearest.length - 1].weight >= neighbours) total -= nearest.pop()!.weight;
  }
  return nearest.length === 0 ? Number.POSITIVE_INFINITY : nearest[nearest.length - 1].distance;
}

interface Donors {
  readonly filling: NeighbourFilling;
  readonly values: Float64Array;
  readonly distances: Float64Array;
}

/** With weights by distance, donors at distance 0 are the only ones that count. */
function averageWithin({ filling, values, distances }: Donors, last: number, share: number): number {
  const byDistance = filling.weighting === "distance";
  let sum = 0;
  let total = 0;
  let exactSum = 0;
  let exactTotal = 0;
  for (let d = 0; d < values.length; d++) {
    if (Number.isNaN(values[d]) || distances[d] > last) continue;
    const weight = filling.weights[d] * (distances[d] === last ? share : 1);
    if (byDistance && distances[d] === 0) {
      exactSum += weight * values[d];
      exactTotal += weight;
      continue;
    }
    const scaled = byDistance ? weight / Math.sqrt(distances[d]) : weight;
    sum += scaled * values[d];
    total += scaled;
  }
  return exactTotal > 0 ? exactSum / exactTotal : sum / total;
}
