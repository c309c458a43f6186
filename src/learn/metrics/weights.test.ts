import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as metrics from "./index.js";
import { ascendingOrder } from "./score-order.js";
import type { Weighted } from "./weights.js";

interface Row {
  readonly label: number;
  readonly code: number;
  readonly said: number;
  readonly score: number;
  readonly shares: readonly number[];
  readonly y: number;
  readonly p: number;
  readonly query: number;
  readonly weight: number;
}
type Metric = (rows: readonly Row[], options: Weighted) => number;

const labels = (rows: readonly Row[]): number[] => rows.map((row) => row.label);
const scores = (rows: readonly Row[]): number[] => rows.map((row) => row.score);
const classes: (of: typeof metrics.accuracy) => Metric = (of) => (rows, options) =>
  of(
    rows.map((row) => row.code),
    rows.map((row) => row.said),
    { classes: 3, ...options },
  );
const binary: (of: typeof metrics.brier) => Metric = (of) => (rows, options) => of(labels(rows), scores(rows), options);
const several: (of: typeof metrics.classLogLoss) => Metric = (of) => (rows, options) =>
  of(
    rows.map((row) => row.code),
    rows.flatMap((row) => row.shares),
    options,
  );
const numbers: (of: typeof metrics.r2) => Metric = (of) => (rows, options) =>
  of(
    rows.map((row) => row.y),
    rows.map((row) => row.p),
    options,
  );
const ranks: (of: typeof metrics.ndcg) => Metric = (of) => (rows, options) =>
  of(
    rows.map((row) => row.code),
    scores(rows),
    { queries: rows.map((row) => row.query), ...options },
  );

const all: Record<string, Metric> = {
  accuracy: classes(metrics.accuracy),
  balancedAccuracy: classes(metrics.balancedAccuracy),
  matthewsCorrelation: classes(metrics.matthewsCorrelation),
  cohenKappa: classes((a, p, o) => metrics.cohenKappa(a, p, { ...o, disagreement: "quadratic" })),
  precision: classes((a, p, o) => metrics.precision(a, p, { ...o, average: "macro" })),
  recall: classes((a, p, o) => metrics.recall(a, p, { ...o, average: "weighted" })),
  fBeta: classes((a, p, o) => metrics.fBeta(a, p, { ...o, average: "micro", beta: 2 })),
  jaccard: classes((a, p, o) => metrics.jaccard(a, p, { ...o, average: "macro" })),
  topK: several((a, p, o) => metrics.topKAccuracy(a, p, { ...o, k: 2 })),
  rocAuc: binary(metrics.rocAuc),
  partialRocAuc: binary((a, p, o) => metrics.rocAuc(a, p, { ...o, maxFpr: 0.3 })),
  rocAucLow: binary((a, p, o) => metrics.rocAucInterval(a, p, { ...o, scale: "logit" }).low),
  pairedRocAuc: binary(
    (a, p, o) =>
      metrics.pairedRocAucTest(
        a,
        p,
        Array.from(p, (x, i) => x + (i % 3)),
        o,
      ).standardError,
  ),
  prAuc: binary(metrics.prAuc),
  logLoss: binary(metrics.logLoss),
  logLossHigh: binary((a, p, o) => metrics.logLossInterval(a, p, o).high),
  brier: binary(metrics.brier),
  calibrationError: binary(metrics.calibrationError),
  eceWidth: binary((a, p, o) => metrics.expectedCalibrationError(a, p, { ...o, norm: 2, debiased: true })),
  eceMass: binary((a, p, o) => metrics.expectedCalibrationError(a, p, { ...o, binning: "mass", bins: 3 })),
  binaryMetrics: binary((a, p, o) => metrics.binaryMetrics(a, p, o).rocAucHigh),
  ovr: several((a, p, o) => metrics.multiclassRocAuc(a, p, { ...o, average: "weighted" })),
  ovo: several((a, p, o) => metrics.multiclassRocAuc(a, p, { ...o, multiClass: "ovo", average: "weighted" })),
  classLogLoss: several(metrics.classLogLoss),
  classBrier: several(metrics.classBrier),
  topLabel: several(metrics.classCalibrationError),
  meanSquaredError: numbers(metrics.meanSquaredError),
  meanAbsoluteError: numbers(metrics.meanAbsoluteError),
  medianAbsoluteError: numbers(metrics.medianAbsoluteError),
  meanAbsolutePercentageError: numbers(metrics.meanAbsolutePercentageError),
  meanSquaredLogError: numbers(metrics.meanSquaredLogError),
  r2: numbers(metrics.r2),
  explainedVariance: numbers(metrics.explainedVariance),
  maxError: numbers(metrics.maxError),
  poisson: numbers(metrics.poissonDeviance),
  gamma: numbers(metrics.gammaDeviance),
  d2Tweedie: numbers((a, p, o) => metrics.d2Tweedie(a, p, { ...o, power: 1.5 })),
  pinball: numbers((a, p, o) => metrics.pinballLoss(a, p, { ...o, level: 0.8 })),
  d2Pinball: numbers((a, p, o) => metrics.d2Pinball(a, p, { ...o, level: 0.8 })),
  coverage: numbers(metrics.quantileCoverage),
  intervalScore: numbers(
    (a, p, o) =>
      metrics.intervalQuality(
        a,
        p,
        Array.from(p, (x) => x + 1),
        o,
      ).score,
  ),
  ndcg: ranks(metrics.ndcg),
  ndcgAt2: ranks((a, p, o) => metrics.ndcg(a, p, { ...o, k: 2, gain: "exponential" })),
  map: ranks(metrics.meanAveragePrecision),
  mrr: ranks(metrics.meanReciprocalRank),
  precisionAt2: ranks((a, p, o) => metrics.precisionAtK(a, p, { ...o, k: 2 })),
  recallAt2: ranks((a, p, o) => metrics.recallAtK(a, p, { ...o, k: 2 })),
  costThreshold: binary((a, p, o) => {
    const costs = { falsePositive: 1, falseNegative: 3 };
    return metrics.thresholdByCost(a, p, costs, { ...o, replicates: 2 }).threshold;
  }),
};

const share = fc.integer({ min: 0, max: 8 }).map((k) => k / 8);
const rowOf = fc.record({
  label: fc.constantFrom(0, 1),
  code: fc.constantFrom(0, 1, 2),
  said: fc.constantFrom(0, 1, 2),
  score: share,
  shares: fc.tuple(share, share).map(([a, b]) => [a / 2, b / 2, 1 - a / 2 - b / 2]),
  y: fc.integer({ min: 1, max: 9 }),
  p: fc.integer({ min: 1, max: 9 }),
  query: fc.constantFrom(1, 2),
  weight: fc.integer({ min: 0, max: 3 }),
});

describe("a weight of 2 is the row twice, a weight of 0 its absence", () => {
  it.each(Object.keys(all))("in %s", (name) => {
    fc.assert(
      fc.property(fc.array(rowOf, { minLength: 2, maxLength: 14 }), (rows) => {
        if (rows.every((row) => row.weight === 0)) rows = rows.map((row) => ({ ...row, weight: 1 }));
        const weighted = all[name](rows, { weights: rows.map((row) => row.weight) });
        // The paired test's second score depends on the row's place, so copies must keep it.
        const repeated = rows.flatMap((row) => Array<Row>(row.weight).fill(row));
        if (name === "pairedRocAuc") return;
        const plain = all[name](repeated, {});
        if (Number.isFinite(plain)) expect(weighted).toBeCloseTo(plain, 11);
        else expect(weighted).toBe(plain);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it("in the paired comparison of two ROC AUCs", () => {
    const y = [0, 0, 1, 1, 1, 0];
    const a = [0.1, 0.6, 0.6, 0.9, 0.3, 0.2];
    const b = [0.3, 0.2, 0.7, 0.5, 0.4, 0.2];
    const weights = [2, 1, 3, 0, 1, 2];
    const repeat = (values: number[]): number[] => values.flatMap((v, i) => Array<number>(weights[i]).fill(v));
    const plain = metrics.pairedRocAucTest(repeat(y), repeat(a), repeat(b));
    const weighted = metrics.pairedRocAucTest(y, a, b, { weights });
    for (const name of ["rocAucA", "rocAucB", "difference", "standardError", "pGreater"] as const) {
      expect(weighted[name]).toBeCloseTo(plain[name], 13);
    }
  });

  it("and scaling all weights changes no metric that has no interval", () => {
    fc.assert(
      fc.property(fc.array(rowOf, { minLength: 3, maxLength: 14 }), (rows) => {
        const weights = rows.map((row) => row.weight + 1);
        for (const name of ["rocAuc", "prAuc", "logLoss", "r2", "medianAbsoluteError", "matthewsCorrelation"]) {
          const got = all[name](rows, { weights: weights.map((weight) => 0.3 * weight) });
          const want = all[name](rows, { weights });
          if (Number.isNaN(want)) expect(got).toBeNaN();
          else expect(got).toBeCloseTo(want, 11);
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});

describe("the order of scores", () => {
  it("is that of a stable comparison, for few and for many values", () => {
    const value = fc.oneof(fc.double({ noNaN: false }), fc.constantFrom(0, -0, 1, -1, Number.POSITIVE_INFINITY));
    const check = (values: number[]): void => {
      const key = (v: number): number => (Number.isNaN(v) ? 1 : 0);
      const want = values
        .map((_, i) => i)
        .sort(
          (a, b) => key(values[a]) - key(values[b]) || (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b),
        );
      expect([...ascendingOrder(values)]).toEqual(want);
    };
    fc.assert(fc.property(fc.array(value), check));
    fc.assert(fc.property(fc.array(value, { minLength: 2100, maxLength: 2400, size: "max" }), check), { numRuns: 5 });
  });
});
