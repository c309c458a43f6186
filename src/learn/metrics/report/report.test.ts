import { describe, expect, it } from "vitest";
import { createRandom } from "../../../core/index.js";
import type { Prediction } from "../../prediction.js";
import { classTarget, numberTarget, relevanceTarget } from "../../target.js";
import { fBeta } from "../classes/index.js";
import { prAuc } from "../pr-auc.js";
import { medianAbsoluteError, r2 } from "../regression/index.js";
import { calibrationError } from "../reliability.js";
import { rocAuc } from "../roc-auc.js";
import { type MetricName, metricReport, metricValues } from "./index.js";

const random = createRandom("report");
const labels = Array.from({ length: 400 }, () => (random.next() < 0.3 ? "yes" : "no"));
const p = labels.map((label) => Math.min(0.99, Math.max(0.01, 0.3 * random.next() + (label === "yes" ? 0.45 : 0.25))));
const prediction: Prediction = {
  kind: "class",
  classes: ["no", "yes"],
  probabilities: Float64Array.from(p.flatMap((x) => [1 - x, x])),
};
const target = classTarget(labels);
const zeroOne = labels.map((label) => Number(label === "yes"));

describe("a report of two classes", () => {
  const report = metricReport(target, prediction, { random: createRandom(1) });
  const line = (name: MetricName) => report.find((one) => one.name === name)!;

  it("holds the metrics as their own functions give them, inside their intervals", () => {
    expect(line("rocAuc").value).toBeCloseTo(rocAuc(zeroOne, p), 12);
    expect(line("averagePrecision").value).toBeCloseTo(prAuc(zeroOne, p), 12);
    expect(line("calibrationError").value).toBeCloseTo(calibrationError(zeroOne, p), 12);
    expect(line("f1").value).toBeCloseTo(
      fBeta(
        zeroOne,
        p.map((x) => Number(x > 0.5)),
      ),
      12,
    );
    for (const { name, value, low, high } of report) {
      expect(low, name).toBeLessThan(high);
      if (name !== "calibrationError") expect(value, name).toBeGreaterThanOrEqual(low);
      if (name !== "calibrationError") expect(value, name).toBeLessThanOrEqual(high);
    }
  });

  it("says how each interval was made", () => {
    expect(Object.fromEntries(report.map(({ name, method }) => [name, method]))).toMatchObject({
      rocAuc: "DeLong, logit",
      accuracy: "Wilson",
      logLoss: "normal",
      f1: "bootstrap",
      calibrationError: "bootstrap, reflected",
    });
  });

  it("goes by the classes' names, whatever their order in the prediction", () => {
    const turned: Prediction = {
      kind: "class",
      classes: ["yes", "no"],
      probabilities: Float64Array.from(p.flatMap((x) => [x, 1 - x])),
    };
    expect(metricReport(target, turned, { random: createRandom(1) })).toEqual(report);
    const other: Prediction = { ...prediction, classes: ["no", "maybe"] };
    expect(() => metricReport(target, other)).toThrow('the prediction has no class "yes", which row');
  });

  it("takes a row of weight two for two rows and of weight zero for none, intervals included", () => {
    const weights = labels.map((_, i) => i % 3);
    const rows = weights.flatMap((weight, i) => Array<number>(weight).fill(i));
    const repeated: Prediction = {
      ...prediction,
      probabilities: Float64Array.from(rows.flatMap((i) => [1 - p[i], p[i]])),
    };
    const a = metricReport(target, prediction, { weights, random: createRandom(2) });
    const b = metricReport(classTarget(rows.map((i) => labels[i])), repeated, { random: createRandom(2) });
    a.forEach((one, i) => {
      expect(one.value).toBeCloseTo(b[i].value, 12);
      expect(one.low).toBeCloseTo(b[i].low, 12);
      expect(one.high).toBeCloseTo(b[i].high, 12);
    });
  });

  it("widens every interval where rows come in groups of copies", () => {
    const rows = labels.flatMap((_, i) => Array<number>(4).fill(i));
    const copies: Prediction = {
      ...prediction,
      probabilities: Float64Array.from(rows.flatMap((i) => [1 - p[i], p[i]])),
    };
    const copied = classTarget(rows.map((i) => labels[i]));
    const width = (lines: ReturnType<typeof metricReport>): number => lines[0].high - lines[0].low;
    const grouped = metricReport(copied, copies, { groups: rows, metrics: ["rocAuc"], random: createRandom(1) });
    expect(grouped[0].method).toBe("bootstrap of groups");
    expect(width(grouped) / width(metricReport(copied, copies, { metrics: ["rocAuc"] }))).toBeGreaterThan(1.5);
  });

  it("says NaN of everything without rows, or where no row weighs anything", () => {
    const empty: Prediction = { ...prediction, probabilities: new Float64Array(0) };
    const lines = [
      ...metricReport({ ...target, codes: new Int32Array(0) }, empty, { replicates: 2 }),
      ...metricReport(target, prediction, { weights: new Float64Array(400), replicates: 2 }),
      ...metricReport(numberTarget([]), { kind: "number", values: new Float64Array(0) }, { replicates: 2 }),
      ...metricReport(relevanceTarget([], []), { kind: "number", values: new Float64Array(0) }, { replicates: 2 }),
    ];
    // Ratios with nothing below the line are 0 by definition.
    const zero = new Set(["precision", "recall", "f1"]);
    for (const { name, value } of lines) expect(value, name).toBe(zero.has(name) ? 0 : Number.NaN);
  });

  it("says NaN with one class, and refuses a metric of another kind of target", () => {
    const one = metricReport({ ...target, codes: new Int32Array(400) }, prediction);
    expect(one.find(({ name }) => name === "rocAuc")).toMatchObject({ value: Number.NaN, low: Number.NaN });
    expect(() => metricReport(target, prediction, { metrics: ["r2"] })).toThrow('no metric "r2" for this target');
    expect(() => metricReport(numberTarget([1]), prediction)).toThrow("the prediction is of classes");
  });
});

describe("a report of several classes, of numbers, of rankings", () => {
  it("has a mean ROC AUC, log loss and top-label calibration for several classes", () => {
    const codes = Array.from({ length: 150 }, (_, i) => i % 3);
    const probabilities = Float64Array.from(
      codes.flatMap((code) => {
        const [a, b] = [random.next() + (code === 0 ? 0.5 : 0), random.next() + (code === 1 ? 0.5 : 0)];
        const c = random.next() + (code === 2 ? 0.5 : 0);
        return [a / (a + b + c), b / (a + b + c), 1 - a / (a + b + c) - b / (a + b + c)];
      }),
    );
    const report = metricReport(classTarget(codes), { kind: "class", classes: ["0", "1", "2"], probabilities });
    expect(report.map(({ name }) => name)).toContain("f1Macro");
    for (const { low, high } of report) expect(high).toBeGreaterThan(low);
  });

  it("has errors and R² for numbers, the largest error without an interval", () => {
    const y = Array.from({ length: 200 }, () => random.next());
    const values = Float64Array.from(y, (value) => value + 0.2 * random.next());
    const report = metricReport(numberTarget(y), { kind: "number", values });
    const value = (name: MetricName): number => report.find((line) => line.name === name)!.value;
    expect(value("r2")).toBeCloseTo(r2(y, values), 12);
    expect(value("medianAbsoluteError")).toBeCloseTo(medianAbsoluteError(y, values), 12);
    expect(report.at(-1)).toMatchObject({ name: "maxError", method: "none", low: Number.NaN });
    expect(metricValues(numberTarget(y), { kind: "number", values }, { metrics: ["r2"] })[0].value).toBe(value("r2"));
  });

  it("draws queries for rankings", () => {
    const relevance = Array.from({ length: 300 }, () => random.int(3));
    const values = Float64Array.from(relevance, (r) => r + 6 * random.next());
    const queries = relevance.map((_, i) => Math.floor(i / 10));
    const report = metricReport(relevanceTarget(relevance, queries), { kind: "number", values });
    for (const { value, low, high, method } of report) {
      expect(method).toBe("bootstrap of queries");
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
  });
});

it("resampling a part of many rows gives the width that resampling them all would", () => {
  const n = 150_000;
  const y = Float64Array.from({ length: n }, () => random.next());
  const values = y.map((value) => value + random.next() - 0.5);
  const [line] = metricReport(
    { kind: "number", values: y },
    { kind: "number", values },
    { metrics: ["rootMeanSquaredError"], replicates: 100 },
  );
  // The mean square is 1/12 with variance 1/180 of squares of uniform numbers; the delta method for its root.
  const error = Math.sqrt(1 / 180 / n) / (2 * Math.sqrt(1 / 12));
  for (const half of [line.high - line.value, line.value - line.low]) {
    expect(half / (1.96 * error)).toBeGreaterThan(0.78);
    expect(half / (1.96 * error)).toBeLessThan(1.25);
  }
});
