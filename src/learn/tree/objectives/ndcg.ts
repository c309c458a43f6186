import type { RelevanceTarget } from "./lambdarank.js";
import { discounts, gainOf, idealGain, rowsOfQueries } from "./queries.js";

/**
 * Mean over the queries of DCG / best DCG among the first `depth` places, gains 2^relevance − 1 and discounts 1 / log₂(2 + place).
 * Rows with equal scores share their places, so that their order does not matter. A query with no relevant row counts as 1. A query
 * weighs as much as its rows do on average.
 */
export function meanNdcg(
  scores: Float64Array,
  target: RelevanceTarget,
  weights: Float64Array | undefined,
  depth: number,
): number {
  const queries = rowsOfQueries(target.queries);
  const discount = discounts(queries.reduce((most, rows) => Math.max(most, rows.length), 1)).fill(0, depth);
  let sum = 0;
  let total = 0;
  for (const rows of queries) {
    const relevances = Float64Array.from(rows, (row) => target.values[row]);
    const ideal = idealGain(relevances, depth, discount);
    const weight = weights === undefined ? 1 : rows.reduce((all, row) => all + weights[row], 0) / rows.length;
    sum += weight * (ideal === 0 ? 1 : discountedGain(rows, scores, target.values, discount) / ideal);
    total += weight;
  }
  return sum / total;
}

function discountedGain(
  rows: Int32Array,
  scores: Float64Array,
  relevances: Float64Array,
  discount: Float64Array,
): number {
  const order = rows.slice().sort((a, b) => scores[b] - scores[a] || relevances[b] - relevances[a]);
  let gain = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let places = 0;
    let gains = 0;
    for (; to < order.length && scores[order[to]] === scores[order[from]]; to++) {
      places += discount[to];
      gains += gainOf(relevances[order[to]]);
    }
    gain += (gains * places) / (to - from);
    from = to;
  }
  return gain;
}
