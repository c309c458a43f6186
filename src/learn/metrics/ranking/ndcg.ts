import { GyreError } from "../../../core/index.js";
import {
  forEachTie,
  meanOfQueries,
  type QueryScores,
  type RankedQuery,
  type RankingOptions,
  rankedQueries,
  scoreQueries,
} from "./queries.js";

type Numbers = ArrayLike<number>;

/** What DCG and NDCG take. */
export interface GainOptions extends RankingOptions {
  /** What a relevance r is worth: `linear` r (scikit-learn), `exponential` 2^r − 1 (LightGBM, XGBoost). Default linear. */
  readonly gain?: "linear" | "exponential" | undefined;
  /** Rows of equal score: `average` share the mean of their gains over their places, `order` stand as the rows do. Default average. */
  readonly ties?: "average" | "order" | undefined;
}

/**
 * Discounted cumulative gain: Σ gain / log₂(1 + place), from the highest score down, the mean over the queries (Järvelin and
 * Kekäläinen 2002). `relevance` and `scores` `(n)`. A row of weight w fills w places. O(n log n).
 *
 * @example
 * ```ts
 * dcg([3, 0, 2], [0.9, 0.5, 0.1]); // 3 / log₂ 2 + 2 / log₂ 4 = 4
 * ```
 */
export function dcg(relevance: Numbers, scores: Numbers, options: GainOptions = {}): number {
  const ranked = rankedQueries(relevance, scores, options);
  checkGains(ranked);
  return meanOfQueries(
    scoreQueries(ranked, { withoutRelevant: 0 }, (query) => dcgOf(query, options)),
    options,
  );
}

/**
 * DCG as a share of the best possible one, the mean over the queries. A query without a relevant row scores `withoutRelevant`: 0
 * as in scikit-learn; LightGBM and XGBoost give it 1. Throws `learn.bad_table` on a negative relevance.
 */
export function ndcg(relevance: Numbers, scores: Numbers, options: GainOptions = {}): number {
  return meanOfQueries(ndcgByQuery(relevance, scores, options), options);
}

/** {@link ndcg} of each query. */
export function ndcgByQuery(relevance: Numbers, scores: Numbers, options: GainOptions = {}): QueryScores {
  const ranked = rankedQueries(relevance, scores, options);
  checkGains(ranked);
  return scoreQueries(ranked, options, (query) => dcgOf(query, options) / dcgOf(ideal(query), options));
}

function checkGains(ranked: readonly RankedQuery[]): void {
  for (const { query, relevance } of ranked) {
    const low = relevance.find((value) => value < 0);
    if (low === undefined) continue;
    throw new GyreError("learn.bad_table", `query ${query} has a row of relevance ${low}, expected at least 0`, {
      details: { query },
    });
  }
}

/** The same rows with their relevance as score. */
function ideal({ query, relevance, weights }: RankedQuery): RankedQuery {
  const order = Array.from(relevance.keys()).sort((a, b) => relevance[b] - relevance[a]);
  const sorted = Float64Array.from(order, (i) => relevance[i]);
  return { query, relevance: sorted, scores: sorted, weights: Float64Array.from(order, (i) => weights[i]) };
}

function dcgOf(query: RankedQuery, { gain = "linear", ties = "average", k }: GainOptions): number {
  const { relevance, weights } = query;
  const limit = k ?? Number.POSITIVE_INFINITY;
  const gainOf = (i: number): number => (gain === "linear" ? relevance[i] : 2 ** relevance[i] - 1);
  const discount = discounts(weights.reduce((sum, weight) => sum + weight, 0));
  const within = (places: number): number => discount(Math.min(places, limit));
  let total = 0;
  forEachTie(query, (first, end, before, places) => {
    if (ties === "average") {
      let gains = 0;
      for (let i = first; i < end; i++) gains += weights[i] * gainOf(i);
      total += (gains / places) * (within(before + places) - within(before));
      return;
    }
    let at = before;
    for (let i = first; i < end; i++) {
      total += gainOf(i) * (within(at + weights[i]) - within(at));
      at += weights[i];
    }
  });
  return total;
}

/** Σ of 1 / log₂(1 + place) over the first `places` places; of a part of a place that part. */
function discounts(total: number): (places: number) => number {
  const sums = new Float64Array(Math.ceil(total) + 1);
  for (let place = 1; place < sums.length; place++) sums[place] = sums[place - 1] + 1 / Math.log2(1 + place);
  return (places) => {
    const whole = Math.floor(places);
    return whole === places ? sums[whole] : sums[whole] + (places - whole) * (sums[whole + 1] - sums[whole]);
  };
}
