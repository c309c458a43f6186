import type { Target } from "../../target.js";
import type { LambdarankConfig } from "../gbdt-config.js";
import type { Objective } from "../objective.js";
import { discounts, idealGain, rowsOfQueries } from "./queries.js";
import { createRankGroups, groupRows, type Query, type RankGroups, type Ranking, swapDiscount } from "./rank-groups.js";

/** A target for ranking. */
export type RelevanceTarget = Target & { readonly kind: "relevance" };

/**
 * LambdaRank (Burges, 2010): each pair of rows of one query with different relevance pulls its better row up and its worse one down, by
 * the logistic loss of their score difference times the change of NDCG if they swapped places. Rows with equal scores share the places that they take together: the change of NDCG is the mean over all
 * orders of them, so that the order of rows does not matter. With `asLightgbm` the earlier row stands first, and the logistic function
 * is the one of its table.
 *
 * Cost of a query: the pairs of distinct (score, relevance) with one among the first `truncation` places.
 */
export function lambdarankObjective(
  target: RelevanceTarget,
  weights: Float64Array | undefined,
  config: LambdarankConfig,
  asLightgbm: boolean,
): Objective {
  const { values } = target;
  const grouped = rowsOfQueries(target.queries);
  const discount = discounts(grouped.reduce((most, rows) => Math.max(most, rows.length), 1));
  const ranking: Ranking = { discount, truncation: config.truncation, rowOrder: asLightgbm };
  const queries = grouped.map((rows): Query => {
    const relevances = Float64Array.from(rows, (row) => values[row]);
    const ideal = idealGain(relevances, config.truncation, discount);
    return { rows, relevances, scale: ideal > 0 ? 1 / ideal : 0, order: Int32Array.from(rows.keys()) };
  });
  const groups = createRankGroups(discount.length);
  const pull = { normalize: config.normalize, logistic: asLightgbm ? fromTable : logistic };
  return {
    outputs: 1,
    link: "identity",
    start: new Float64Array(1),
    ...(weights && { weights }),
    constantHessian: false,
    gradients: (scores, _output, gradient, hessian) => {
      gradient.fill(0);
      hessian.fill(0);
      for (const query of queries) {
        if (query.scale === 0) continue;
        groupRows(query, scores, ranking, groups);
        pullPairs(groups, query.scale, pull);
        spread(groups, query, gradient, hessian);
      }
    },
  };
}

/** Every row of a group has the group's derivatives. */
function spread(groups: RankGroups, { rows, order }: Query, gradient: Float64Array, hessian: Float64Array): void {
  for (let group = 0; group < groups.count; group++) {
    for (let at = groups.first[group]; at < groups.first[group + 1]; at++) {
      gradient[rows[order[at]]] = groups.gradient[group];
      hessian[rows[order[at]]] = groups.hessian[group];
    }
  }
}

interface Pull {
  readonly normalize: boolean;
  readonly logistic: (ahead: number) => number;
}

/** Leaves in each group what the pairs of its rows with rows of the others add up to. */
function pullPairs(groups: RankGroups, scale: number, { normalize, logistic }: Pull): void {
  const { count, score, relevance, gain, first, topShare, gradient, hessian } = groups;
  const softens = normalize && score[0] !== score[count - 1];
  let total = 0;
  for (let a = 0; a < count && topShare[a] > 0; a++) {
    const rowsA = first[a + 1] - first[a];
    for (let b = a + 1; b < count; b++) {
      if (relevance[a] === relevance[b]) continue;
      // Of two places the first has the higher score: `ahead` is how far the better row leads.
      const sign = relevance[a] > relevance[b] ? 1 : -1;
      const ahead = sign * (score[a] - score[b]);
      let size = sign * (gain[a] - gain[b]) * swapDiscount(groups, a, b) * scale;
      if (softens) size /= 0.01 + Math.abs(ahead);
      const p = logistic(ahead);
      const pull = size * p;
      const curvature = pull * (1 - p);
      const rowsB = first[b + 1] - first[b];
      gradient[a] -= sign * pull * rowsB;
      gradient[b] += sign * pull * rowsA;
      hessian[a] += curvature * rowsB;
      hessian[b] += curvature * rowsA;
      total += 2 * pull * rowsA * rowsB;
    }
  }
  if (!normalize || total <= 0) return;
  const factor = Math.log2(1 + total) / total;
  for (let group = 0; group < count; group++) {
    gradient[group] *= factor;
    hessian[group] *= factor;
  }
}

function logistic(ahead: number): number {
  return 1 / (1 + Math.exp(ahead));
}

const TABLE_BINS = 2 ** 20;
const TABLE_END = 25;

/** LightGBM reads the value at the left edge of one of 2²⁰ bins between ±25. */
function fromTable(ahead: number): number {
  const bin = Math.floor(((ahead + TABLE_END) * TABLE_BINS) / (2 * TABLE_END));
  return logistic((Math.max(0, Math.min(TABLE_BINS - 1, bin)) * 2 * TABLE_END) / TABLE_BINS - TABLE_END);
}
