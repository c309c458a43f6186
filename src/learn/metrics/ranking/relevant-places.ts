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
type OfQuery = (query: RankedQuery, k: number) => number;

/**
 * Mean average precision over the queries: the mean precision at the relevant rows (relevance above 0). Rows of equal score fall
 * into one cut, as in {@link prAuc}. With `k` only hits among the first k places count, divided by min(k, relevant rows).
 * `relevance` and `scores` `(n)`, O(n log n).
 */
export function meanAveragePrecision(relevance: Numbers, scores: Numbers, options: RankingOptions = {}): number {
  return meanOfQueries(byQuery(averagePrecisionOf)(relevance, scores, options), options);
}

/**
 * Mean reciprocal rank over the queries: 1 / place of the first relevant row; irrelevant rows of equal score stand before it. 0
 * where that place is beyond `k`. O(n log n).
 */
export function meanReciprocalRank(relevance: Numbers, scores: Numbers, options: RankingOptions = {}): number {
  return meanOfQueries(byQuery(reciprocalRankOf)(relevance, scores, options), options);
}

/** Share of the first `k` places held by relevant rows, expected over the orders of equal scores; the mean over the queries. */
export function precisionAtK(
  relevance: Numbers,
  scores: Numbers,
  options: RankingOptions & { readonly k: number },
): number {
  return meanOfQueries(byQuery((query, k) => hitsWithin(query, k) / k)(relevance, scores, options), options);
}

/** Share of the relevant rows that stand in the first `k` places, expected over the orders of equal scores; the mean over the queries. */
export function recallAtK(
  relevance: Numbers,
  scores: Numbers,
  options: RankingOptions & { readonly k: number },
): number {
  return meanOfQueries(
    byQuery((query, k) => hitsWithin(query, k) / relevantWeight(query, 0, query.weights.length))(
      relevance,
      scores,
      options,
    ),
    options,
  );
}

/** {@link meanAveragePrecision} of each query. */
export const averagePrecisionByQuery = byQuery(averagePrecisionOf);

/** {@link meanReciprocalRank} of each query. */
export const reciprocalRankByQuery = byQuery(reciprocalRankOf);

function byQuery(of: OfQuery): (relevance: Numbers, scores: Numbers, options: RankingOptions) => QueryScores {
  return (relevance, scores, options) => {
    const k = options.k ?? Number.POSITIVE_INFINITY;
    return scoreQueries(rankedQueries(relevance, scores, options), options, (query) => of(query, k));
  };
}

function relevantWeight({ relevance, weights }: RankedQuery, first: number, end: number): number {
  let sum = 0;
  for (let i = first; i < end; i++) if (relevance[i] > 0) sum += weights[i];
  return sum;
}

function averagePrecisionOf(query: RankedQuery, k: number): number {
  let found = 0;
  let sum = 0;
  forEachTie(query, (first, end, before, places) => {
    const relevant = relevantWeight(query, first, end);
    const share = Math.min(1, Math.max(0, k - before) / places);
    found += relevant;
    sum += (share * relevant * found) / (before + places);
  });
  return sum / Math.min(k, found);
}

function reciprocalRankOf(query: RankedQuery, k: number): number {
  let rank = Number.POSITIVE_INFINITY;
  forEachTie(query, (first, end, before, places) => {
    const relevant = relevantWeight(query, first, end);
    if (relevant > 0) rank = Math.min(rank, before + places - relevant + 1);
  });
  return rank <= k ? 1 / rank : 0;
}

function hitsWithin(query: RankedQuery, k: number): number {
  let hits = 0;
  forEachTie(query, (first, end, before, places) => {
    hits += relevantWeight(query, first, end) * Math.min(1, Math.max(0, k - before) / places);
  });
  return hits;
}
