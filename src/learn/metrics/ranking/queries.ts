import { GyreError } from "../../../core/index.js";
import { ascendingOrder } from "../score-order.js";
import { checkedWeights, checkPairs, type Weighted } from "../weights.js";

/** What the metrics of rankings take. */
export interface RankingOptions extends Weighted {
  /** The query of each row, `(n)`; default all rows are one query. `weights` say how often a row stands in its query's list. */
  readonly queries?: ArrayLike<number> | undefined;
  /** How much a query counts in the mean over the queries; default all alike. Asked once for each query. */
  readonly queryWeight?: ((query: number) => number) | undefined;
  /** Only the first `k` places count; default all. */
  readonly k?: number | undefined;
  /** What a query without a relevant row scores; default 0, NaN leaves it out of the mean. */
  readonly withoutRelevant?: number | undefined;
}

/** The rows of one query from the highest score down, with runs of equal scores. */
export interface RankedQuery {
  readonly query: number;
  readonly relevance: Float64Array;
  readonly scores: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The rows parted by query, each list from the highest score down, equal scores in the order of the rows; rows of weight 0 are
 * left out. O(n log n). Throws `learn.bad_table` on unequal lengths and on values that are not finite.
 */
export function rankedQueries(
  relevance: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: RankingOptions,
): RankedQuery[] {
  checkPairs(relevance, scores);
  const { queries } = options;
  if (queries !== undefined && queries.length !== scores.length) {
    throw new GyreError("learn.bad_table", `there are ${queries.length} queries for ${scores.length} rows`);
  }
  if (options.k !== undefined && !(Number.isInteger(options.k) && options.k >= 1)) {
    throw new GyreError("learn.bad_config", `k is ${options.k}, expected a whole number ≥ 1`);
  }
  const weights = checkedWeights(options.weights, scores.length);
  const lists = new Map<number, number[]>();
  for (const row of ascendingOrder(Float64Array.from(scores, (score) => -score))) {
    if (weights?.[row] === 0) continue;
    const query = queries === undefined ? 0 : queries[row];
    const list = lists.get(query);
    if (list === undefined) lists.set(query, [row]);
    else list.push(row);
  }
  return [...lists.entries()]
    .sort(([a], [b]) => a - b)
    .map(([query, rows]) => ({
      query,
      relevance: Float64Array.from(rows, (row) => relevance[row]),
      scores: Float64Array.from(rows, (row) => scores[row]),
      weights: Float64Array.from(rows, (row) => (weights === undefined ? 1 : weights[row])),
    }));
}

/** Score of each query, in ascending order of their numbers. */
export interface QueryScores {
  readonly queries: Float64Array;
  readonly scores: Float64Array;
}

/** Scores every query that has a relevant row with `of`, the others with `withoutRelevant`. */
export function scoreQueries(
  ranked: readonly RankedQuery[],
  options: RankingOptions,
  of: (query: RankedQuery) => number,
): QueryScores {
  const { withoutRelevant = 0 } = options;
  const score = (query: RankedQuery): number => (query.relevance.some((r) => r > 0) ? of(query) : withoutRelevant);
  return { queries: Float64Array.from(ranked, ({ query }) => query), scores: Float64Array.from(ranked, score) };
}

/** The mean over the queries, without those that score NaN; NaN when none is left. */
export function meanOfQueries({ queries, scores }: QueryScores, { queryWeight }: RankingOptions): number {
  let sum = 0;
  let total = 0;
  scores.forEach((score, i) => {
    if (Number.isNaN(score)) return;
    const weight = queryWeight === undefined ? 1 : queryWeight(queries[i]);
    sum += weight * score;
    total += weight;
  });
  return sum / total;
}

/** Walks the runs of equal scores of a list: `visit(first, end, placesBefore, places)`, rows first … end − 1. */
export function forEachTie(
  { scores, weights }: RankedQuery,
  visit: (first: number, end: number, placesBefore: number, places: number) => void,
): void {
  let before = 0;
  for (let first = 0; first < scores.length; ) {
    let end = first;
    let places = 0;
    while (end < scores.length && scores[end] === scores[first]) places += weights[end++];
    visit(first, end, before, places);
    before += places;
    first = end;
  }
}
