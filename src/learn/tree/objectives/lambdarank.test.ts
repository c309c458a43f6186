import { describe, expect, it } from "vitest";
import { relevanceTarget } from "../../target.js";
import { lambdarankObjective } from "./lambdarank.js";
import { meanNdcg } from "./ndcg.js";

const relevances = [0, 2, 1, 0, 3, 1];
const scores = [0.5, 0.5, 0.5, 1, 1, -0.25];
const n = relevances.length;
const queries = new Array<number>(n).fill(0);

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

function derivatives(order: readonly number[], rowOrder: boolean, truncation: number): [number[], number[]] {
  const target = relevanceTarget(
    order.map((row) => relevances[row]),
    queries,
  );
  const objective = lambdarankObjective(target, undefined, { truncation, normalize: false }, rowOrder);
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n);
  objective.gradients(
    Float64Array.from(order, (row) => scores[row]),
    0,
    gradient,
    hessian,
  );
  const back = (values: Float64Array): number[] => Array.from(values, (_, row) => values[order.indexOf(row)]);
  return [back(gradient), back(hessian)];
}

describe("LambdaRank with equal scores", () => {
  it.each([1, 2, 3, 30])("is the mean over all orders of the rows, truncated at %i", (truncation) => {
    const orders = permutations([...relevances.keys()]);
    const sums = [new Float64Array(n), new Float64Array(n)];
    for (const order of orders) {
      derivatives(order, true, truncation).forEach((values, which) => {
        values.forEach((value, row) => {
          sums[which][row] += value;
        });
      });
    }
    derivatives([...relevances.keys()], false, truncation).forEach((values, which) => {
      values.forEach((value, row) => {
        // The orders' logistic function is the one of LightGBM's table.
        expect(value).toBeCloseTo(sums[which][row] / orders.length, 4);
      });
    });
  });

  it("has the same bits in any order of the rows", () => {
    const expected = derivatives([0, 1, 2, 3, 4, 5], false, 3);
    expect(derivatives([5, 3, 1, 4, 2, 0], false, 3)).toEqual(expected);
    expect(derivatives([2, 1, 0, 5, 4, 3], false, 3)).toEqual(expected);
  });
});

describe("NDCG", () => {
  it("with equal scores is the mean over all orders of the rows", () => {
    const gains = (order: readonly number[]): number =>
      order.slice(0, 3).reduce((sum, row, place) => sum + (2 ** relevances[row] - 1) / Math.log2(place + 2), 0);
    const orders = permutations([...relevances.keys()]).filter((order) =>
      order.every((row, place) => place === 0 || scores[order[place - 1]] >= scores[row]),
    );
    const best = gains([...relevances.keys()].sort((a, b) => relevances[b] - relevances[a]));
    const expected = orders.reduce((sum, order) => sum + gains(order), 0) / orders.length / best;
    const target = relevanceTarget(relevances, queries);
    expect(meanNdcg(Float64Array.from(scores), target, undefined, 3)).toBeCloseTo(expected, 12);
  });

  it("counts a query without relevant rows as 1, and queries by their weight", () => {
    const target = relevanceTarget([0, 0, 1, 0], [0, 0, 1, 1]);
    const wrong = Float64Array.of(1, 2, 1, 2);
    const second = 1 / Math.log2(3);
    expect(meanNdcg(wrong, target, undefined, 5)).toBeCloseTo((1 + second) / 2, 12);
    expect(meanNdcg(wrong, target, Float64Array.of(3, 3, 1, 1), 5)).toBeCloseTo((3 + second) / 4, 12);
  });
});
