import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../../test/support/golden-learn.js";
import { goldenMetrics } from "../golden.fixture.js";
import {
  accuracy,
  balancedAccuracy,
  classificationReport,
  cohenKappa,
  confusionMatrix,
  fBeta,
  hammingLoss,
  jaccard,
  matthewsCorrelation,
  precision,
  recall,
  topKAccuracy,
} from "./index.js";

type Averages = Record<"precision" | "recall" | "f1" | "f2" | "fHalf" | "jaccard", number>;
interface Case {
  readonly actual: number[];
  readonly predicted: number[];
  readonly classes: number;
  readonly weights: number[] | null;
  readonly [name: string]: unknown;
}

describe.each(goldenMetrics<Case[]>("classes"))("against scikit-learn, case %#", (golden) => {
  const { actual, predicted, classes } = golden;
  const weights = golden.weights ?? undefined;
  const options = { classes, weights };

  it("agrees on agreement", () => {
    expect(accuracy(actual, predicted, options)).toBeCloseTo(golden.accuracy as number, 13);
    expect(hammingLoss(actual, predicted, options)).toBeCloseTo(golden.hamming as number, 13);
    expect(balancedAccuracy(actual, predicted, options)).toBeCloseTo(golden.balanced as number, 13);
    expect(balancedAccuracy(actual, predicted, { ...options, adjusted: true })).toBeCloseTo(
      golden.adjusted as number,
      13,
    );
    expect(matthewsCorrelation(actual, predicted, options)).toBeCloseTo(golden.mcc as number, 13);
    expect(cohenKappa(actual, predicted, options)).toBeCloseTo(golden.kappa as number, 13);
    for (const [name, disagreement] of [["kappaLinear", "linear"] as const, ["kappaQuadratic", "quadratic"] as const]) {
      expect(cohenKappa(actual, predicted, { ...options, disagreement })).toBeCloseTo(golden[name] as number, 13);
    }
  });

  it("agrees on the confusion matrix and its shares", () => {
    expect([...confusionMatrix(actual, predicted, options).counts]).toEqual(golden.confusion);
    for (const normalize of ["rows", "columns", "all"] as const) {
      const { counts } = confusionMatrix(actual, predicted, { ...options, normalize });
      (golden[normalize] as number[]).forEach((want, i) => {
        expect(counts[i]).toBeCloseTo(want, 14);
      });
    }
  });

  it.each(["macro", "micro", "weighted", "binary"] as const)("agrees on %s averages", (average) => {
    const want = golden[average] as Averages | undefined;
    if (want === undefined) return;
    const given = { ...options, average };
    expect(precision(actual, predicted, given)).toBeCloseTo(want.precision, 13);
    expect(recall(actual, predicted, given)).toBeCloseTo(want.recall, 13);
    expect(fBeta(actual, predicted, given)).toBeCloseTo(want.f1, 13);
    expect(fBeta(actual, predicted, { ...given, beta: 2 })).toBeCloseTo(want.f2, 13);
    expect(fBeta(actual, predicted, { ...given, beta: 0.5 })).toBeCloseTo(want.fHalf, 13);
    expect(jaccard(actual, predicted, given)).toBeCloseTo(want.jaccard, 13);
  });
});

describe("against the shared reference values", () => {
  it("agrees on MCC of a cut, on macro F1 and on adjusted balanced accuracy", () => {
    const cancer = goldenTable("breast_cancer");
    const radius = cancer.table.columns[0];
    if (radius.kind !== "number") throw new Error("x0 is a number");
    const cut = Array.from(radius.values, (value) => (value < 14 ? 1 : 0));
    expect(matthewsCorrelation(cancer.y, cut)).toBeCloseTo(goldenValue<number>("mcc"), 13);
    const wine = goldenTable("wine");
    const proline = wine.table.columns[12];
    if (proline.kind !== "number") throw new Error("x12 is a number");
    // numpy rounds halves to even; none of these values is a half
    const guess = Array.from(proline.values, (value) => Math.min(2, Math.max(0, Math.round(3 - value / 500))));
    expect(fBeta(wine.y, guess, { average: "macro" })).toBeCloseTo(goldenValue<number>("f1-macro"), 13);
    expect(balancedAccuracy(wine.y, guess, { adjusted: true })).toBeCloseTo(goldenValue<number>("balanced"), 13);
  });
});

describe("what is undefined", () => {
  const golden = goldenMetrics<Record<string, number[]> & { balanced: number }>("undefined");
  const { actual, predicted } = golden;

  it.each([
    ["zero", 0],
    ["one", 1],
    ["nan", Number.NaN],
  ])("takes the stated value of a zero division: %s", (name, zeroDivision) => {
    for (const average of ["macro", "weighted"] as const) {
      const [p, r, f] = golden[`${name}-${average}`];
      const options = { average, zeroDivision };
      expect(precision(actual, predicted, options)).toBeCloseTo(p, 13);
      expect(recall(actual, predicted, options)).toBeCloseTo(r, 13);
      expect(fBeta(actual, predicted, options)).toBeCloseTo(f, 13);
    }
    expect(balancedAccuracy(actual, predicted)).toBeCloseTo(golden.balanced, 13);
  });

  it("counts the distance of classes by their codes where they are told, else over those that occur", () => {
    const [actual, predicted] = [
      [3, 0, 3, 3, 0, 9],
      [9, 3, 3, 3, 0, 9],
    ];
    // cohen_kappa_score(actual, predicted, weights="linear") of scikit-learn 1.9.1, with labels=range(10) and without.
    expect(cohenKappa(actual, predicted, { classes: 10, disagreement: "linear" })).toBeCloseTo(0.5714285714285714, 12);
    expect(cohenKappa(actual, predicted, { disagreement: "linear" })).toBeCloseTo(0.5714285714285714, 12);
  });

  it("is 0 for MCC of one class, NaN for kappa of one class, NaN without rows", () => {
    expect(matthewsCorrelation([1, 1, 1], [0, 1, 1])).toBe(0);
    expect(
      matthewsCorrelation(
        [0.1, 0.2, 0.3].map(() => 1),
        [0, 1, 1],
        { weights: [0.1, 0.2, 0.3] },
      ),
    ).toBe(0);
    expect(cohenKappa([1, 1], [1, 1])).toBeNaN();
    expect(accuracy([], [])).toBeNaN();
    expect(precision([0, 0], [0, 0])).toBe(0);
    expect(precision([0, 0], [0, 0], { zeroDivision: Number.NaN })).toBeNaN();
  });

  it("is refused where it is a mistake", () => {
    expect(() => accuracy([0, 1], [0])).toThrow("2 labels for 1 predictions");
    expect(() => accuracy([0, -1], [0, 0])).toThrow("a class of row 1 is -1");
    expect(() => accuracy([0, 1], [0, 1], { weights: [1, -2] })).toThrow("the weight of row 1 is -2");
    expect(() => precision([0, 1, 2], [0, 1, 2])).toThrow('"binary" needs the positive one');
    expect(precision([0, 1, 2], [0, 2, 2], { positive: 2 })).toBe(0.5);
  });
});

describe("the report", () => {
  it("has a line for each class and the means of the lines", () => {
    const actual = [0, 0, 1, 2, 2, 2];
    const predicted = [0, 1, 1, 2, 2, 0];
    const report = classificationReport(actual, predicted, ["a", "b", "c"]);
    expect(report.accuracy).toBeCloseTo(4 / 6, 14);
    expect(report.classes.map(({ name, support }) => [name, support])).toEqual([
      ["a", 2],
      ["b", 1],
      ["c", 3],
    ]);
    expect(report.classes[2]).toMatchObject({ precision: 1, recall: 2 / 3 });
    const mean = report.classes.reduce((sum, line) => sum + line.f1, 0) / 3;
    expect(report.macro.f1).toBeCloseTo(mean, 14);
    expect(report.weighted.support).toBe(6);
  });
});

describe("top-k accuracy", () => {
  it("is the accuracy of the likeliest class for k = 1, and 1 for k = K", () => {
    const scores = [0.5, 0.2, 0.2, 0.3, 0.4, 0.2, 0.2, 0.4, 0.3, 0.7, 0.2, 0.1];
    expect(topKAccuracy([0, 1, 2, 2], scores)).toBe(0.75);
    expect(topKAccuracy([0, 1, 2, 2], scores, { k: 1 })).toBe(0.5);
    expect(topKAccuracy([0, 1, 2, 2], scores, { k: 3 })).toBe(1);
    expect(topKAccuracy([1], [0.5, 0.5], { k: 1 })).toBe(0);
  });
});
