import { GyreError } from "../../core/index.js";
import { binOf, type ReliabilityBin } from "./reliability.js";
import { ascendingOrder } from "./score-order.js";
import { checkedPositives } from "./scores.js";
import { linearQuantile } from "./weighted-quantile.js";
import { checkedWeights, type Weighted } from "./weights.js";

/** How probabilities are put into bins. */
export interface BinningOptions extends Weighted {
  /** How many bins; default 10. */
  readonly bins?: number | undefined;
  /** `width`: the edges part [0, 1] evenly; `mass`: they are quantiles of the probabilities, linearly interpolated. Default width. */
  readonly binning?: "width" | "mass" | undefined;
  /** Whether a probability on an edge belongs to the bin left of it or right of it; default left, as in scikit-learn. */
  readonly edge?: "left" | "right" | undefined;
}

/**
 * Reliability curve over bins with fixed edges, scikit-learn's `calibration_curve`: bins without rows are left out, and equal
 * probabilities stay together. `labels` (0, 1) and `probabilities` `(n)`; throws `learn.bad_table` naming the row of a probability
 * outside [0, 1]. O(n), for `mass` O(n log n).
 */
export function calibrationCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: BinningOptions = {},
): ReliabilityBin[] {
  checkedPositives(labels, probabilities);
  const row = Array.prototype.findIndex.call(probabilities, (p) => !(p >= 0 && p <= 1));
  if (row >= 0) {
    throw new GyreError("learn.bad_table", `the probability of row ${row} is ${probabilities[row]}, expected 0 to 1`, {
      details: { row },
    });
  }
  const weights = checkedWeights(options.weights, labels.length);
  const edges = innerEdges(probabilities, weights, options);
  const sums = Array.from({ length: edges.length + 1 }, () => [0, 0, 0]);
  for (let i = 0; i < labels.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const bin = sums[placeOf(probabilities[i], edges, options.edge === "right")];
    bin[0] += weight * labels[i];
    bin[1] += weight * probabilities[i];
    bin[2] += weight;
  }
  return sums.filter(([, , count]) => count > 0).map(([positives, sum, count]) => binOf(positives, sum, count));
}

function innerEdges(
  probabilities: ArrayLike<number>,
  weights: Float64Array | undefined,
  { bins = 10, binning = "width" }: BinningOptions,
): number[] {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new GyreError("learn.bad_config", `bins is ${bins}, expected a whole number ≥ 1`);
  }
  const levels = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins);
  // i · (1 / bins) is how NumPy's linspace places its edges.
  if (binning === "width") return levels.map((_, i) => (i + 1) * (1 / bins));
  const order = ascendingOrder(probabilities);
  const sorted = Float64Array.from(order, (row) => probabilities[row]);
  const sortedWeights = weights === undefined ? undefined : Float64Array.from(order, (row) => weights[row]);
  return levels.map((level) => linearQuantile(sorted, level, sortedWeights));
}

/** How many edges are below `value`, or also equal to it. */
function placeOf(value: number, edges: readonly number[], orEqual: boolean): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] < value || (orEqual && edges[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
