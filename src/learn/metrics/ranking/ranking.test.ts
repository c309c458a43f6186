import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenValue } from "../../../../test/support/golden-learn.js";
import { goldenMetrics } from "../golden.fixture.js";
import { dcg, meanAveragePrecision, meanReciprocalRank, ndcg, precisionAtK, recallAtK } from "./index.js";

interface Golden {
  readonly relevance: number[];
  readonly scores: number[];
  readonly distinct: number[];
  readonly queries: number[];
  readonly queryWeights: number[];
  readonly map: number;
  readonly mrr: number;
  readonly ndcgDistinct: number;
  readonly precision3: number;
  readonly recall3: number;
  readonly [name: string]: unknown;
}
const golden = goldenMetrics<Golden>("ranking");
const { relevance, scores, distinct, queries } = golden;

describe("against scikit-learn", () => {
  it.each([undefined, 3])("agrees on DCG and NDCG with ties, k = %s", (k) => {
    const name = k ?? "None";
    const queryWeight = (query: number): number => golden.queryWeights[query];
    expect(dcg(relevance, scores, { queries, k })).toBeCloseTo(golden[`dcg-${name}`] as number, 12);
    expect(ndcg(relevance, scores, { queries, k })).toBeCloseTo(golden[`ndcg-${name}`] as number, 12);
    expect(ndcg(relevance, scores, { queries, k, queryWeight })).toBeCloseTo(golden[`ndcg-${name}-w`] as number, 12);
    const gain = "exponential";
    expect(ndcg(relevance, scores, { queries, k, gain })).toBeCloseTo(golden[`ndcg-exp-${name}`] as number, 12);
  });

  it("agrees on average precision, and with the definitions by place", () => {
    expect(meanAveragePrecision(relevance, scores, { queries })).toBeCloseTo(golden.map, 12);
    expect(meanReciprocalRank(relevance, distinct, { queries })).toBeCloseTo(golden.mrr, 12);
    expect(ndcg(relevance, distinct, { queries, ties: "order" })).toBeCloseTo(golden.ndcgDistinct, 12);
    expect(precisionAtK(relevance, distinct, { queries, k: 3 })).toBeCloseTo(golden.precision3, 12);
    expect(recallAtK(relevance, distinct, { queries, k: 3 })).toBeCloseTo(golden.recall3, 12);
  });

  it("agrees with the shared reference values", () => {
    const rel = [3, 2, 0, 1, 2];
    expect(ndcg(rel, [0.5, 0.5, 0.2, 0.5, 0.1])).toBeCloseTo(goldenValue<number>("ndcg"), 13);
    // That value's order of equal scores is NumPy's, which no rule describes: row 3, then 0, then 1.
    const broken = [0.51, 0.5, 0.2, 0.52, 0.1];
    expect(dcg(rel, broken, { ties: "order" })).toBeCloseTo(goldenValue<number>("dcg-noties"), 13);
  });
});

describe("choices", () => {
  it("a query without a relevant row scores what is asked, by default 0", () => {
    const data = [[0, 0, 1, 0], [0.1, 0.2, 0.9, 0.1], { queries: [7, 7, 8, 8] }] as const;
    expect(ndcg(...data)).toBe(0.5);
    expect(ndcg(data[0], data[1], { ...data[2], withoutRelevant: 1 })).toBe(1);
    expect(ndcg(data[0], data[1], { ...data[2], withoutRelevant: Number.NaN })).toBe(1);
    expect(ndcg([0], [1], { withoutRelevant: Number.NaN })).toBeNaN();
  });

  it("equal scores share their places: the order of the rows does not matter", () => {
    const list = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), { minLength: 1 });
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 5 }), (rows, k) => {
        const back = [...rows].reverse();
        const unzip = (pairs: typeof rows): [number[], number[]] => [pairs.map(([r]) => r), pairs.map(([, s]) => s)];
        for (const metric of [ndcg, dcg, meanAveragePrecision, meanReciprocalRank, recallAtK, precisionAtK]) {
          expect(metric(...unzip(rows), { k })).toBeCloseTo(metric(...unzip(back), { k }), 12);
        }
      }),
    );
  });

  it("a first relevant row stands behind irrelevant ones of its score", () => {
    expect(meanReciprocalRank([1, 0, 0], [0.5, 0.5, 0.5])).toBeCloseTo(1 / 3, 14);
    expect(meanReciprocalRank([1, 0, 0], [0.5, 0.5, 0.5], { k: 2 })).toBe(0);
    expect(precisionAtK([1, 0, 0], [0.5, 0.5, 0.5], { k: 1 })).toBeCloseTo(1 / 3, 14);
  });

  it("mistakes are refused", () => {
    expect(() => ndcg([1], [1, 2])).toThrow("1 actual values for 2 predictions");
    expect(() => ndcg([-1], [1])).toThrow("relevance -1");
    expect(() => ndcg([1], [1], { k: 0 })).toThrow("k is 0");
    expect(() => ndcg([1], [1], { queries: [1, 2] })).toThrow("2 queries for 1 rows");
  });
});
