import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/index.js";
import { normalQuantile } from "../../math/index.js";
import {
  type BinaryMetrics,
  binaryMetrics,
  brier,
  brierInterval,
  calibrationError,
  logLoss,
  logLossInterval,
  pairedRocAucTest,
  prAuc,
  reliabilityCurve,
  rocAuc,
  rocAucInterval,
} from "./index.js";

interface Case extends BinaryMetrics {
  readonly labels: number[];
  readonly a: number[];
  readonly b: number[];
  readonly rocAucB: number;
  readonly difference: number;
  readonly standardError: number;
  readonly pGreater: number;
  readonly curve?: [number, number][];
}
// Made by golden/metrics/reference.py with scikit-learn; DeLong there from all pairs.
const file = new URL("../../../golden/metrics/reference.json", import.meta.url);
const cases: Case[] = JSON.parse(readFileSync(file, "utf8")).cases;

describe.each(cases)("against scikit-learn, case %#", (golden) => {
  const { labels, a, b } = golden;
  test("the metrics agree", () => {
    const got = binaryMetrics(labels, a);
    for (const name of ["rocAuc", "rocAucLow", "rocAucHigh", "prAuc", "logLoss", "brier"] as const) {
      expect(got[name], name).toBeCloseTo(golden[name], 12);
    }
    expect(got.rows).toBe(labels.length);
  });

  test("the paired comparison agrees with DeLong over all pairs", () => {
    const got = pairedRocAucTest(labels, a, b);
    expect(got.rocAucA).toBeCloseTo(golden.rocAuc, 12);
    expect(got.rocAucB).toBeCloseTo(golden.rocAucB, 12);
    expect(got.difference).toBeCloseTo(golden.difference, 12);
    expect(got.standardError).toBeCloseTo(golden.standardError, 12);
    expect(got.pGreater).toBeCloseTo(golden.pGreater, 10);
    expect(got.pLess + got.pGreater).toBeCloseTo(1, 12);
  });

  // scikit-learn parts equal probabilities at a bin's edge and we do not, so only a case without ties can agree.
  const { curve: want } = golden;
  if (want === undefined) return;
  test("the reliability curve over equal-frequency bins agrees", () => {
    const curve = reliabilityCurve(labels, a);
    expect(curve).toHaveLength(10);
    curve.forEach((bin, i) => {
      expect(bin.meanPredicted).toBeCloseTo(want[i][0], 12);
      expect(bin.observedRate).toBeCloseTo(want[i][1], 12);
      expect(bin.low).toBeLessThanOrEqual(bin.observedRate);
      expect(bin.high).toBeGreaterThanOrEqual(bin.observedRate);
    });
    expect(calibrationError(labels, a)).toBeCloseTo(golden.calibrationError, 12);
  });
});

const row = fc.record({ label: fc.constantFrom(0, 1), score: fc.integer({ min: 0, max: 12 }).map((k) => k / 12) });
const rows = fc
  .array(row, { minLength: 2, maxLength: 40 })
  .filter((list) => list.some((r) => r.label === 1) && list.some((r) => r.label === 0));
const unzip = (list: { label: number; score: number }[]) =>
  [list.map((r) => r.label), list.map((r) => r.score)] as const;

describe("against the definitions", () => {
  test("ROC AUC counts the pairs in order, ties half", () => {
    fc.assert(
      fc.property(rows, (list) => {
        let wins = 0;
        let pairs = 0;
        for (const p of list.filter((r) => r.label === 1)) {
          for (const n of list.filter((r) => r.label === 0)) {
            pairs++;
            wins += p.score > n.score ? 1 : p.score === n.score ? 0.5 : 0;
          }
        }
        expect(rocAuc(...unzip(list))).toBeCloseTo(wins / pairs, 12);
      }),
    );
  });

  test("average precision sums precision over the recall steps of the distinct thresholds", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const positives = list.filter((r) => r.label === 1).length;
        let sum = 0;
        for (const threshold of new Set(list.map((r) => r.score))) {
          const taken = list.filter((r) => r.score >= threshold);
          const precision = taken.filter((r) => r.label === 1).length / taken.length;
          sum += (precision * list.filter((r) => r.score === threshold && r.label === 1).length) / positives;
        }
        expect(prAuc(...unzip(list))).toBeCloseTo(sum, 12);
      }),
    );
  });

  test("a monotone transform and the order of the rows change no ranking metric; swapping sides mirrors ROC AUC", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const [labels, scores] = unzip(list);
        const bent = scores.map((s) => Math.exp(3 * s) - 7);
        const got = rocAucInterval(labels, scores);
        expect(rocAucInterval(labels, bent)).toEqual(got);
        expect(prAuc(labels, bent)).toBe(prAuc(labels, scores));
        const [backLabels, backScores] = unzip([...list].reverse());
        expect(binaryMetrics(backLabels, backScores).rocAuc).toBe(got.value);
        expect(prAuc(backLabels, backScores)).toBe(prAuc(labels, scores));
        expect(
          rocAuc(
            labels,
            scores.map((s) => -s),
          ),
        ).toBeCloseTo(1 - got.value, 12);
      }),
    );
  });

  test("the reliability curve keeps every row, parts no ties and rises", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), (list, bins) => {
        const [labels, scores] = unzip(list);
        const curve = reliabilityCurve(labels, scores, bins);
        expect(curve.length).toBeLessThanOrEqual(bins);
        expect(curve.reduce((sum, bin) => sum + bin.count, 0)).toBe(list.length);
        const observed = curve.reduce((sum, bin) => sum + bin.count * bin.observedRate, 0);
        expect(observed).toBeCloseTo(labels.filter((label) => label === 1).length, 9);
        for (let i = 1; i < curve.length; i++) {
          expect(curve[i].meanPredicted).toBeGreaterThan(curve[i - 1].meanPredicted);
        }
      }),
    );
  });
});

describe("statistics", () => {
  // 400 samples; a 95 % interval misses 20 times on average, more than 36 times with a chance below 0.1 %.
  test("DeLong's interval covers the true ROC AUC, and the paired test keeps its false-alarm rate", () => {
    const random = createRandom("delong");
    const normal = () => normalQuantile(random.next());
    const truth = 0.7602499389065233; // Φ(1/√2): positives N(1, 1), negatives N(0, 1)
    let missed = 0;
    let rejected = 0;
    for (let repeat = 0; repeat < 400; repeat++) {
      const labels = Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? 1 : 0));
      const common = labels.map((label) => label + 0.8 * normal());
      const a = common.map((x) => x + 0.6 * normal());
      const b = common.map((x) => x + 0.6 * normal());
      const interval = rocAucInterval(labels, a);
      if (interval.low > truth || interval.high < truth) missed++;
      if (pairedRocAucTest(labels, a, b).pGreater < 0.05) rejected++;
    }
    expect(missed).toBeLessThanOrEqual(36);
    expect(missed).toBeGreaterThan(5);
    expect(rejected).toBeLessThanOrEqual(36);
    expect(rejected).toBeGreaterThan(5);
  });

  test("the intervals of the losses are those of a mean", () => {
    const labels = [0, 1, 1, 0];
    const p = [0.2, 0.9, 0.4, 0.5];
    const squares = [0.04, 0.01, 0.36, 0.25];
    const mean = 0.165;
    const deviation = Math.sqrt(squares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 3);
    expect(brierInterval(labels, p).value).toBeCloseTo(mean, 12);
    expect(brierInterval(labels, p).high).toBeCloseTo(mean + (1.959963984540054 * deviation) / 2, 12);
    expect(logLossInterval(labels, p).value).toBe(logLoss(labels, p));
    expect(logLossInterval([1], [0.5]).high).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("edges", () => {
  test("what is undefined is NaN", () => {
    expect(rocAuc([1, 1], [0.2, 0.3])).toBeNaN();
    expect(rocAuc([], [])).toBeNaN();
    expect(prAuc([0, 0], [0.2, 0.3])).toBeNaN();
    expect(logLoss([], [])).toBeNaN();
    expect(calibrationError([], [])).toBeNaN();
    expect(binaryMetrics([0, 0], [0.1, 0.2])).toMatchObject({
      rocAuc: Number.NaN,
      rocAucLow: Number.NaN,
      positiveRate: 0,
    });
    const same = pairedRocAucTest([0, 1, 0, 1], [1, 2, 3, 4], [1, 2, 3, 4]);
    expect(same).toMatchObject({ difference: 0, standardError: 0, pGreater: 0.5, pLess: 0.5 });
    expect(pairedRocAucTest([0, 1], [1, 2], [2, 1]).pGreater).toBeNaN();
  });

  test("a certain wrong prediction costs 36 nats, not Infinity", () => {
    expect(logLoss([1], [0])).toBeCloseTo(36.04, 2);
    expect(logLoss([0], [1])).toBeCloseTo(36.04, 2);
    expect(logLoss([0], [0])).toBeLessThan(1e-15);
    expect(brier([1, 0], [1, 0])).toBe(0);
  });

  test("unequal lengths, other labels and NaN are refused", () => {
    expect(() => rocAuc([1], [0.1, 0.2])).toThrow("1 labels for 2 scores");
    expect(() => brier([0, 2], [0.1, 0.2])).toThrow("the label of row 1 is 2");
    expect(() => binaryMetrics([0, 1], [0.1, Number.NaN])).toThrow("the score of row 1 is NaN");
  });

  test("all metrics of 300,000 rows cost less than sorting the row numbers by score twice", () => {
    const random = createRandom(7);
    const labels = Float64Array.from({ length: 300_000 }, () => (random.next() < 0.2 ? 1 : 0));
    const p = Float64Array.from(labels, (label) => Math.min(1, random.next() * 0.7 + 0.3 * label));
    const timed = (work: () => void): number => {
      const start = performance.now();
      work();
      return performance.now() - start;
    };
    // Side by side, so that a busy machine does not decide.
    const metrics = Math.min(...[1, 2, 3].map(() => timed(() => binaryMetrics(labels, p))));
    const sorting = timed(() => Uint32Array.from(p, (_, row) => row).sort((a, b) => p[a] - p[b]));
    expect(metrics / sorting).toBeLessThan(2);
  });
});
