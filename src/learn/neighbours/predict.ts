import type { NumberRules } from "../number-columns.js";
import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import { modelTable } from "../table-of-frame.js";
import { largestNumber } from "./distance.js";
import type { NearestNeighboursModel } from "./model.js";
import type { NearestList } from "./nearest-list.js";
import { type Prepared, prepared, search } from "./search.js";
import { rowsOf } from "./training-rows.js";

/** What numbers a model accepts, at fit and at prediction. */
export function rulesOf({ metric, p }: NearestNeighboursModel["config"]): NumberRules {
  return { kind: "nearestNeighbours", limit: largestNumber(metric, p ?? 2), missing: false };
}

/**
 * Weighted shares of the classes, or the weighted mean, of each row's neighbours. Throws `learn.bad_table` naming column and row
 * where a number is missing or too large.
 */
export function predictNearest(model: NearestNeighboursModel, frame: Frame): Prediction {
  const { means, scales, classes, answers, columns } = model;
  const standard = means && scales && { means, scales };
  const queries = rowsOf(modelTable(columns, frame), columns, rulesOf(model.config), standard);
  const known = prepared(model);
  const shares = new Float64Array(known.wanted.most);
  const k = classes?.length ?? 1;
  const said = new Float64Array(frame.rows * k);
  search(known, queries, (query, list) => {
    const total = fillShares(model, known, list, shares);
    for (let i = 0; i < list.count; i++) {
      const answer = answers[list.rows[i]];
      if (classes === undefined) said[query] += shares[i] * answer;
      else said[query * k + answer] += shares[i];
    }
    for (let at = query * k; at < (query + 1) * k; at++) said[at] /= total;
  });
  if (classes === undefined) return { kind: "number", values: said };
  return { kind: "class", classes, probabilities: said };
}

/**
 * What each row of the list counts, and gives the sum: its weight, the last one only as far as it is still wanted; by distance, times
 * nearest distance / distance, which is in proportion to 1 / distance, cannot overflow, and is 0 beside a distance of 0.
 */
function fillShares(
  { config }: NearestNeighboursModel,
  { measure, wanted }: Prepared,
  list: NearestList,
  shares: Float64Array,
): number {
  const nearest = measure.distance(list.nearness[0]);
  let before = 0;
  let total = 0;
  for (let i = 0; i < list.count; i++) {
    const weight = wanted.weights[list.rows[i]];
    shares[i] = Math.min(weight, wanted.neighbours - before);
    before += weight;
    if (config.weights === "distance") {
      const distance = measure.distance(list.nearness[i]);
      if (distance !== nearest) shares[i] *= nearest / distance;
    }
    total += shares[i];
  }
  return total;
}
