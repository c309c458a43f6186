import type { Sample } from "./row-weights.js";
import { averagedInvertedCdf, linearQuantile, sortedSample } from "./weighted-quantile.js";

/** The edges of one bin that holds everything: what a column without two different values gets. */
const ONE_BIN: readonly number[] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/**
 * Edges at the quantiles 0, 1/bins, …, 1. Those no more than 1e-8 above the one before (1e-8 of the span, where that is below 1) are
 * left out, so there may be fewer bins.
 */
export function quantileEdges(sample: Sample, bins: number, method: "averagedInvertedCdf" | "linear"): number[] {
  const sorted = sortedSample(sample);
  const n = sorted.values.length;
  if (n < 2) return [...ONE_BIN];
  const quantile = (part: number): number =>
    method === "linear" ? linearQuantile(sorted, part / bins) : averagedInvertedCdf(sorted, part, bins);
  const span = sorted.values[n - 1] - sorted.values[0];
  const least = 1e-8 * Math.min(1, span);
  const edges: number[] = [];
  for (let part = 0; part <= bins; part++) {
    const edge = quantile(part);
    if (part === 0 || edge - edges[edges.length - 1] > least) edges.push(edge);
  }
  return edges.length < 2 ? [...ONE_BIN] : edges;
}

/** Edges at equal distances between the least and the largest finite value; infinite values are in the end bins. */
export function uniformEdges({ values }: Sample, bins: number): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Math.abs(value) === Number.POSITIVE_INFINITY) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low < high)) return [...ONE_BIN];
  // Halves, where the span overflows.
  const scale = high - low === Number.POSITIVE_INFINITY ? 2 : 1;
  const step = (high / scale - low / scale) / bins;
  const edges = Array.from({ length: bins }, (_, k) => (low / scale + k * step) * scale);
  return [...edges, high];
}
