export { dcg, type GainOptions, ndcg, ndcgByQuery } from "./ndcg.js";
export type { QueryScores, RankingOptions } from "./queries.js";
export {
  averagePrecisionByQuery,
  meanAveragePrecision,
  meanReciprocalRank,
  precisionAtK,
  recallAtK,
  reciprocalRankByQuery,
} from "./relevant-places.js";
