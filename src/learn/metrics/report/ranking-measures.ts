import type { Target } from "../../target.js";
import { ndcgByQuery } from "../ranking/ndcg.js";
import type { QueryScores } from "../ranking/queries.js";
import { averagePrecisionByQuery, reciprocalRankByQuery } from "../ranking/relevant-places.js";
import type { Measure } from "./measure.js";
import { meanMeasure } from "./probability-measures.js";

/**
 * All metrics of scores that rank the rows of queries, and how many queries there are; the measures take weights of the queries.
 * Queries without a relevant row score 0.
 */
export function rankingMeasures(
  { values, queries }: Target & { readonly kind: "relevance" },
  scores: Float64Array,
  weights: Float64Array,
): { readonly measures: Measure[]; readonly queries: number } {
  const options = { queries, weights };
  const byQuery: readonly (readonly [Measure["name"], QueryScores])[] = [
    ["ndcg", ndcgByQuery(values, scores, options)],
    ["ndcgAt10", ndcgByQuery(values, scores, { ...options, k: 10 })],
    ["meanAveragePrecision", averagePrecisionByQuery(values, scores, options)],
    ["meanReciprocalRank", reciprocalRankByQuery(values, scores, options)],
  ];
  const count = byQuery[0][1].queries.length;
  const measures = byQuery.map(([name, perQuery]) => ({
    name,
    of: meanMeasure(name, perQuery.scores, new Float64Array(count).fill(1)).of,
  }));
  return { measures, queries: count };
}
