import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { madeTable, numberTable, uniforms } from "../../../test/support/learn-tables.js";
import { fitLogistic, logistic, predictLogisticScores, selectRows, type Table } from "../index.js";
import { fitEncodings } from "../preprocess/encodings.js";
import { choleskyInPlace, choleskySolve } from "./cholesky.js";
import { createDesign } from "./design.js";
import { evaluate, hessianProduct } from "./objective.js";

interface Golden {
  readonly l2: number;
  readonly intercept: number;
  readonly weights: number[];
}
// Made by golden/learn/reference.py with scikit-learn 1.9.1.
const golden = JSON.parse(readFileSync(new URL("../../../golden/learn/reference.json", import.meta.url), "utf8"));
const { table, y } = madeTable(1500, 42);

describe("logistic regression", () => {
  for (const { l2, intercept, weights } of golden.logistic as Golden[]) {
    it(`has scikit-learn's weights at l2 = ${l2}`, () => {
      const model = fitLogistic(logistic({ l2, tolerance: 1e-11, minCategoryCount: 1 }), table, y);
      expect(model.weights).toHaveLength(weights.length);
      expect(model.intercept).toBeCloseTo(intercept, 6);
      model.weights.forEach((weight, k) => {
        expect(weight).toBeCloseTo(weights[k], 6);
      });
    });
  }

  it("ends where the gradient is zero", () => {
    const config = logistic({ tolerance: 1e-10 });
    const model = fitLogistic(config, table, y);
    const design = createDesign(table, model.encodings);
    const theta = new Float64Array(design.intercept + 1);
    design.positions.forEach((position, k) => {
      theta[position] = model.weights[k];
    });
    theta[design.intercept] = model.intercept;
    for (const slope of evaluate(design, y, config.l2, theta).gradient) expect(Math.abs(slope)).toBeLessThan(1e-10);
  });

  it("gives the same model for a table twice over, as the loss is a mean", () => {
    const twice = selectRows(
      table,
      Int32Array.from({ length: 3000 }, (_, i) => i >> 1),
    );
    const labels = Float64Array.from({ length: 3000 }, (_, i) => y[i >> 1]);
    const once = fitLogistic(logistic({ tolerance: 1e-11 }), table, y);
    const again = fitLogistic(logistic({ tolerance: 1e-11 }), twice, labels);
    again.weights.forEach((weight, k) => {
      expect(weight).toBeCloseTo(once.weights[k], 8);
    });
  });

  it("does not mind the units of a column, nor two columns that say the same", () => {
    const u = uniforms(3);
    const x = Array.from({ length: 400 }, () => u());
    const labels = Float64Array.from(x, (value) => (u() < value ? 1 : 0));
    const plain = fitLogistic(logistic(), numberTable(x), labels);
    const scaled = fitLogistic(logistic(), numberTable(x.map((value) => 1e6 * value + 5e8)), labels);
    expect(scaled.weights[0]).toBeCloseTo(plain.weights[0], 5);
    const twins = fitLogistic(logistic({ l2: 1e-3 }), numberTable(x, x), labels);
    expect(twins.weights[0]).toBeCloseTo(twins.weights[1], 9);
  });

  it("keeps the weights finite when a column separates the labels", () => {
    const x = Array.from({ length: 100 }, (_, i) => i);
    const labels = Float64Array.from(x, (value) => (value < 50 ? 0 : 1));
    const model = fitLogistic(logistic({ l2: 1e-6 }), numberTable(x), labels);
    expect(model.weights[0]).toBeGreaterThan(10);
    expect(model.weights[0]).toBeLessThan(1e4);
  });

  it("gives constant and all-missing columns the weight 0, and one class a constant score", () => {
    const x = Array.from({ length: 50 }, (_, i) => i % 7);
    const made = numberTable(x, new Array(50).fill(0.1), new Array(50).fill(Number.NaN));
    const labels = Float64Array.from(x, (value) => (value > 2 ? 1 : 0));
    const model = fitLogistic(logistic(), made, labels);
    expect(model.weights.slice(1)).toEqual([0, 0]);
    const constant = fitLogistic(logistic(), made, new Float64Array(50));
    expect(constant.weights).toEqual([0, 0, 0]);
    expect(predictLogisticScores(constant, made)[3]).toBeCloseTo(-34.54, 1);
  });

  it("scores as intercept + Σ weight·x over the encoded rows", () => {
    const model = fitLogistic(logistic({ l2: 0.01 }), table, y);
    const scores = predictLogisticScores(model, table);
    for (const row of [0, 7, 100, 1499]) {
      const x = encodedRow(table, row);
      expect(x).toHaveLength(model.weights.length);
      expect(scores[row]).toBeCloseTo(
        x.reduce((sum, value, k) => sum + value * model.weights[k], model.intercept),
        10,
      );
    }
  });

  it("handles more categories than fit a dense preconditioner", () => {
    const codes = Int32Array.from({ length: 3000 }, (_, i) => (i * 7) % 700);
    const categories = Array.from({ length: 700 }, (_, code) => `k${code}`);
    const made: Table = { rows: 3000, names: ["k"], columns: [{ kind: "category", codes, categories }] };
    const labels = Float64Array.from(codes, (code, i) => ((code + i) % 3 === 0 ? 1 : 0));
    const model = fitLogistic(logistic({ minCategoryCount: 1, l2: 0.001, tolerance: 1e-9 }), made, labels);
    const design = createDesign(made, model.encodings);
    const theta = Float64Array.from([...model.weights, model.intercept]);
    for (const slope of evaluate(design, labels, 0.001, theta).gradient) expect(Math.abs(slope)).toBeLessThan(1e-9);
  });

  it("refuses infinite numbers at the fit and at the prediction, naming column and row", () => {
    const x = Array.from({ length: 30 }, (_, i) => i);
    const labels = Float64Array.from(x, (value) => value % 2);
    const bad = numberTable(x.with(4, Number.NEGATIVE_INFINITY));
    expect(() => fitLogistic(logistic(), bad, labels)).toThrow('column "x0" is -Infinity in row 4');
    const model = fitLogistic(logistic(), numberTable(x), labels);
    expect(() => predictLogisticScores(model, bad)).toThrow("in row 4");
    expect(() => logistic({ l2: 0 })).toThrow("l2 is 0, expected a number above 0");
  });
});

describe("the objective", () => {
  const design = createDesign(table, fitEncodings(table, 1));
  const theta = Float64Array.from({ length: design.intercept + 1 }, (_, k) => 0.3 * Math.sin(k + 1));

  it("has the gradient and the Hessian of finite differences", () => {
    const at = evaluate(design, y, 0.1, theta);
    const product = hessianProduct(design, 0.1, at.curvature);
    const image = new Float64Array(theta.length);
    for (let k = 0; k < theta.length; k++) {
      const step = 1e-5;
      const above = evaluate(design, y, 0.1, theta.with(k, theta[k] + step));
      const below = evaluate(design, y, 0.1, theta.with(k, theta[k] - step));
      expect(at.gradient[k]).toBeCloseTo((above.loss - below.loss) / (2 * step), 8);
      product(new Float64Array(theta.length).with(k, 1), image);
      image.forEach((value, j) => {
        expect(value).toBeCloseTo((above.gradient[j] - below.gradient[j]) / (2 * step), 8);
      });
    }
  });
});

describe("Cholesky's factorisation", () => {
  it("solves a system with a positive definite matrix and refuses another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer(), (n, seed) => {
        const u = uniforms(seed >>> 0);
        const b = Float64Array.from({ length: n * n }, () => u() - 0.5);
        const a = Float64Array.from({ length: n * n }, (_, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          let sum = i === j ? 1 : 0;
          for (let k = 0; k < n; k++) sum += b[i * n + k] * b[j * n + k];
          return sum;
        });
        const x = Float64Array.from({ length: n }, u);
        const right = x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * n + j] * value, 0));
        const solved = new Float64Array(n);
        expect(choleskyInPlace(a, n)).toBe(true);
        choleskySolve(a, n, right, solved);
        solved.forEach((value, i) => {
          expect(value).toBeCloseTo(x[i], 10);
        });
      }),
      { numRuns: 50, seed: 4 },
    );
    expect(choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
  });
});

/** The encoding by its definition, one row at a time. */
function encodedRow(made: Table, row: number): number[] {
  return made.columns.flatMap((column) => {
    if (column.kind === "category") return column.categories.map((_, code) => (column.codes[row] === code ? 1 : 0));
    const present = Array.from(column.values).filter((value) => !Number.isNaN(value));
    const sorted = [...present].sort((a, b) => a - b);
    const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
    const filled = Array.from(column.values, (value) => (Number.isNaN(value) ? median : value));
    const mean = filled.reduce((sum, value) => sum + value, 0) / filled.length;
    const scale = Math.sqrt(filled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / filled.length);
    const standard = (filled[row] - mean) / scale;
    return present.length < filled.length ? [standard, Number.isNaN(column.values[row]) ? 1 : 0] : [standard];
  });
}
