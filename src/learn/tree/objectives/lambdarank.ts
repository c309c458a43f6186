import type { Target } from "../../target.js";
import type { LambdarankConfig } from "../gbdt-config.js";
import type { Objective } from "../objective.js";
import { multiply } from "./point-objective.js";
import { discounts, idealGain, rowsOfQueries } from "./queries.js";
import { groupRows, type Query, type RankGroup, type Ranking, swapDiscount } from "./rank-groups.js";

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
    return { rows, relevances, scale: ideal > 0 ? 1 / ideal : 0 };
  });
  return {
    outputs: 1,
    link: "identity",
    start: new Float64Array(1),
    constantHessian: false,
    gradients: (scores, _output, gradient, hessian) => {
      gradient.fill(0);
      hessian.fill(0);
      for (const query of queries) {
        if (query.scale === 0) continue;
        const groups = groupRows(query, scores, ranking);
        pullPairs(groups, query.scale, { normalize: config.normalize, logistic: asLightgbm ? fromTable : logistic });
        for (const group of groups) {
          for (const at of group.members) {
            gradient[query.rows[at]] = group.gradient;
            hessian[query.rows[at]] = group.hessian;
          }
        }
      }
      multiply(gradient, hessian, weights);
    },
  };
}

/** Leaves in each group what the pairs of its rows with rows of the others add up to. */
function pullPairs(
  groups: readonly RankGroup[],
  scale: number,
  { normalize, logistic }: { readonly normalize: boolean; readonly logistic: (ahead: number) => number },
): void {
  const isTied = groups[0].score === groups[groups.length - 1].score;
  const softens = normalize && !isTied;
  let total = 0;
  for (let i = 0; i < groups.length && groups[i].place.inTop > 0; i++) {
    const a = groups[i];
    for (let j = i + 1; j < groups.length; j++) {
      const b = groups[j];
      if (a.relevance === b.relevance) continue;
      // Of two places the first has the higher score: `ahead` is how far the better row leads.
      const sign = a.relevance > b.relevance ? 1 : -1;
      const ahead = sign * (a.score - b.score);
      let size = sign * (a.gain - b.gain) * swapDiscount(a.place, b.place) * scale;
      if (softens) size /= 0.01 + Math.abs(ahead);
      const p = logistic(ahead);
      const pull = size * p;
      const curvature = pull * (1 - p);
      const [rowsA, rowsB] = [a.members.length, b.members.length];
      a.gradient -= sign * pull * rowsB;
      b.gradient += sign * pull * rowsA;
      a.hessian += curvature * rowsB;
      b.hessian += curvature * rowsA;
      total += 2 * pull * rowsA * rowsB;
    }
  }
  if (!normalize || total <= 0) return;
  const factor = Math.log2(1 + total) / total;
  for (const group of groups) {
    group.gradient *= factor;
    group.hessian *= factor;
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
