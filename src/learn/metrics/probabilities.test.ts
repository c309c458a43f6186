import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../test/support/golden-learn.js";
import { topKAccuracy } from "./classes/index.js";
import { goldenMetrics } from "./golden.fixture.js";
import {
  brier,
  calibrationCurve,
  classBrier,
  classCalibrationError,
  classLogLoss,
  expectedCalibrationError,
  logLoss,
  multiclassRocAuc,
  prAuc,
  precisionRecallCurve,
  rocAuc,
  rocAucInterval,
  rocCurve,
} from "./index.js";
import { rocAucVarianceOf } from "./roc-auc.js";
import { splitScores } from "./scores.js";

const cancer = goldenTable("breast_cancer");
const radius = cancer.table.columns[0].kind === "number" ? cancer.table.columns[0].values : new Float64Array(0);
const probability = radius.map((value) => 1 / (1 + Math.exp(value - 15)));
/** As NumPy rounds. */
const halfEven = (value: number): number =>
  Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
const close = (got: ArrayLike<number>, want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => {
    expect(got[i]).toBeCloseTo(value, 12);
  });
};

describe("against the shared reference values", () => {
  it("agrees on ranking", () => {
    const falling = radius.map((value) => -value);
    const rounded = falling.map(halfEven);
    const weights = cancer.y.map((_, row) => 1 + (row % 3));
    expect(rocAuc(cancer.y, falling)).toBeCloseTo(goldenValue<number>("auc"), 14);
    expect(rocAuc(cancer.y, rounded, { weights })).toBeCloseTo(goldenValue<number>("auc-w"), 13);
    expect(prAuc(cancer.y, rounded)).toBeCloseTo(goldenValue<number>("ap"), 13);
    const [value, variance] = goldenValue<number[]>("delong");
    expect(rocAucInterval(cancer.y, falling).value).toBeCloseTo(value, 13);
    expect(rocAucVarianceOf(splitScores(cancer.y, falling), value)).toBeCloseTo(variance, 15);
  });

  it("agrees on the ROC AUC of each class against the others", () => {
    const probabilities = goldenMetrics<number[]>("wine");
    expect(multiclassRocAuc(goldenTable("wine").y, probabilities)).toBeCloseTo(goldenValue<number>("auc-ovr"), 13);
  });

  it("agrees on losses and calibration", () => {
    expect(logLoss(cancer.y, probability)).toBeCloseTo(goldenValue<number>("logloss"), 13);
    expect(logLoss([1, 0, 1], [0, 0.5, 1])).toBeCloseTo(goldenValue<number>("logloss-clip"), 12);
    expect(brier(cancer.y, probability)).toBeCloseTo(goldenValue<number>("brier"), 13);
    expect(expectedCalibrationError(cancer.y, probability)).toBeCloseTo(goldenValue<number>("ece10"), 13);
  });
});

interface Binary {
  readonly labels: number[];
  readonly probabilities: number[];
  readonly weights: number[];
  readonly auc: number;
  readonly partial: number[];
  readonly ap: number;
  readonly logLoss: number;
  readonly logLoss32: number;
  readonly brier: number;
  readonly roc: number[][];
  readonly pr: number[][];
  readonly delong: number[];
  readonly curves: Record<"uniform" | "quantile", number[][]>;
}

describe.each(goldenMetrics<Binary[]>("binary"))("two classes against scikit-learn, case %#", (golden) => {
  const { labels, probabilities, weights } = golden;

  it("agrees on ROC AUC, whole and partial, and on average precision", () => {
    expect(rocAuc(labels, probabilities, { weights })).toBeCloseTo(golden.auc, 13);
    [0.05, 0.2, 0.7].forEach((maxFpr, i) => {
      expect(rocAuc(labels, probabilities, { weights, maxFpr })).toBeCloseTo(golden.partial[i], 13);
    });
    expect(prAuc(labels, probabilities, { weights })).toBeCloseTo(golden.ap, 13);
  });

  it("agrees with DeLong over all pairs, weights as counts", () => {
    const split = splitScores(labels, probabilities, weights);
    const [value, variance] = golden.delong;
    expect(rocAucVarianceOf(split, value)).toBeCloseTo(variance, 13);
  });

  it("agrees on the losses, in single precision too", () => {
    expect(logLoss(labels, probabilities, { weights })).toBeCloseTo(golden.logLoss, 12);
    expect(brier(labels, probabilities, { weights })).toBeCloseTo(golden.brier, 13);
    const rounded = Float32Array.from(probabilities, (p) => (p > 0.5 ? 1 : 0));
    expect(logLoss(labels, rounded, { weights })).toBeCloseTo(golden.logLoss32, 6);
  });

  it("agrees on the points of the curves", () => {
    const roc = rocCurve(labels, probabilities, { weights });
    close(roc.falsePositiveRate, golden.roc[0]);
    close(roc.truePositiveRate, golden.roc[1]);
    close(roc.thresholds.slice(1), golden.roc[2]);
    expect(roc.thresholds[0]).toBe(Number.POSITIVE_INFINITY);
    const pr = precisionRecallCurve(labels, probabilities, { weights });
    close(pr.precision, golden.pr[0]);
    close(pr.recall, golden.pr[1]);
    close(pr.thresholds, golden.pr[2]);
  });

  it("agrees on the reliability curve over bins of width and of mass", () => {
    for (const [strategy, binning] of [["uniform", "width"] as const, ["quantile", "mass"] as const]) {
      const curve = calibrationCurve(labels, probabilities, { weights, bins: 7, binning });
      close(
        curve.map(({ observedRate }) => observedRate),
        golden.curves[strategy][0],
      );
      close(
        curve.map(({ meanPredicted }) => meanPredicted),
        golden.curves[strategy][1],
      );
    }
  });
});

interface Multiclass {
  readonly codes: number[];
  readonly probabilities: number[];
  readonly weights: number[];
  readonly [name: string]: unknown;
}

describe.each(goldenMetrics<Multiclass[]>("multiclass"))("several classes against scikit-learn, case %#", (golden) => {
  const { codes, probabilities, weights } = golden;

  it("agrees on every ROC AUC", () => {
    for (const multiClass of ["ovr", "ovo"] as const) {
      for (const average of ["macro", "weighted"] as const) {
        const want = golden[`${multiClass}${average === "macro" ? "Macro" : "Weighted"}`];
        expect(multiclassRocAuc(codes, probabilities, { weights, multiClass, average })).toBeCloseTo(
          want as number,
          13,
        );
      }
    }
  });

  it("agrees on the losses and on top-k accuracy", () => {
    expect(classLogLoss(codes, probabilities, { weights })).toBeCloseTo(golden.logLoss as number, 12);
    expect(classBrier(codes, probabilities, { weights })).toBeCloseTo(golden.brier as number, 12);
    expect(classBrier(codes, probabilities, { weights, scaleByHalf: true })).toBeCloseTo(
      golden.brierHalf as number,
      12,
    );
    expect(topKAccuracy(codes, probabilities, { weights })).toBeCloseTo(golden.top2 as number, 13);
    expect(topKAccuracy(codes, probabilities, { weights, k: 3 })).toBeCloseTo(golden.top3 as number, 13);
  });
});

describe("calibration errors", () => {
  const golden = goldenMetrics<{ labels: number[]; probabilities: number[]; values: Record<string, number> }>(
    "calibration",
  );

  it.each([
    ["10-1", { bins: 10 }],
    ["15-1", { bins: 15 }],
    ["15-2", { bins: 15, norm: 2 as const }],
    ["15-max", { bins: 15, norm: "max" as const }],
    ["15-2-debiased", { bins: 15, norm: 2 as const, debiased: true }],
  ])("agree with the definition: %s", (name, options) => {
    expect(expectedCalibrationError(golden.labels, golden.probabilities, options)).toBeCloseTo(golden.values[name], 13);
  });

  it("of classes are those of hits and of each class", () => {
    const codes = [0, 1, 2, 1];
    const probabilities = [0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.3, 0.4, 0.3, 0.1, 0.8, 0.1];
    const top = expectedCalibrationError([1, 1, 0, 1], [0.6, 0.7, 0.4, 0.8]);
    expect(classCalibrationError(codes, probabilities)).toBeCloseTo(top, 14);
    const each = [0, 1, 2].map((c) =>
      expectedCalibrationError(
        codes.map((code) => (code === c ? 1 : 0)),
        codes.map((_, row) => probabilities[row * 3 + c]),
      ),
    );
    const mean = (each[0] + each[1] + each[2]) / 3;
    expect(classCalibrationError(codes, probabilities, { of: "classwise" })).toBeCloseTo(mean, 14);
  });

  it("refuse what would have no effect", () => {
    expect(() => expectedCalibrationError([1], [0.5], { debiased: true })).toThrow("debiased would have no effect");
  });
});

describe("edges", () => {
  it("one class has no ROC AUC, by no name", () => {
    expect(rocAuc([1, 1], [0.2, 0.3])).toBeNaN();
    expect(rocAuc([1, 1], [0.2, 0.3], { maxFpr: 0.5 })).toBeNaN();
    expect(rocAuc([1, 0], [0.2, 0.3], { weights: [1, 0] })).toBeNaN();
    expect(multiclassRocAuc([0, 0], [0.5, 0.5, 0.5, 0.5])).toBeNaN();
    expect(prAuc([0, 0], [0.2, 0.3])).toBeNaN();
    expect(prAuc([0, 0], [0.2, 0.3], { withoutPositives: 0 })).toBe(0);
    expect([...rocCurve([1, 1], [0.2, 0.3]).falsePositiveRate]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("rows of probabilities that do not add up to 1 are refused, not rescaled", () => {
    expect(() => classLogLoss([0, 1], [0.5, 0.5, 0.6, 0.6])).toThrow("the probabilities of row 1 add up to 1.2");
    expect(() => classLogLoss([0, 2], [0.5, 0.5, 0.5, 0.5])).toThrow("the class of row 1 is 2");
    expect(() => classBrier([0], [1.5, -0.5])).toThrow("a probability of row 0 is 1.5");
    expect(() => calibrationCurve([1], [1.2])).toThrow("the probability of row 0 is 1.2");
    expect(classLogLoss([1], Float32Array.of(0.3, 0.7))).toBeCloseTo(-Math.log(0.7), 6);
  });

  it("two classes cost the same by either name", () => {
    const labels = [0, 1, 1];
    const p = [0.2, 0.9, 0.4];
    const both = p.flatMap((value) => [1 - value, value]);
    expect(classBrier(labels, both)).toBeCloseTo(brier(labels, p), 14);
    expect(classLogLoss(labels, both)).toBeCloseTo(logLoss(labels, p), 14);
  });

  it("the interval on the logit scale stays inside and is not a point where the separation is perfect", () => {
    const labels = [0, 0, 0, 1, 1, 1, 1];
    const perfect = rocAucInterval(labels, [1, 2, 3, 4, 5, 6, 7], { scale: "logit" });
    expect(perfect.high).toBe(1);
    expect(perfect.low).toBeGreaterThan(0.3);
    expect(perfect.low).toBeLessThan(0.5);
    const { low, high, value } = rocAucInterval(labels, [1, 2, 6, 4, 5, 6, 7], { scale: "logit" });
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(1);
    expect(Math.log(high / (1 - high)) + Math.log(low / (1 - low))).toBeCloseTo(2 * Math.log(value / (1 - value)), 10);
  });
});
