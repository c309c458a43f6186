import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue, scaled } from "../../../test/support/golden-learn.js";
import { madeTable } from "../../../test/support/learn-tables.js";
import type { Table } from "../table.js";
import { classTarget, numberTarget, type Target } from "../target.js";
import { fitWith } from "./fit-with.fixture.js";
import {
  type AnyLinearConfig,
  type Coefficients,
  coefficientsOf,
  elasticNet,
  elasticNetPath,
  gamma,
  huberRegression,
  lasso,
  leastSquares,
  logistic,
  poisson,
  quantileRegression,
  ridge,
  tweedie,
} from "./index.js";

interface Reference {
  readonly intercept: readonly number[];
  readonly coef: readonly (readonly number[])[];
  readonly scale: number;
  readonly loss: number;
  readonly alphas: readonly number[];
}
// Made by golden/learn/linear.py with scikit-learn 1.9.1.
const file = readFileSync(new URL("../../../golden/learn/linear.json", import.meta.url), "utf8");
const references: Readonly<Record<string, Reference>> = JSON.parse(file).values;

const diabetes = goldenTable("diabetes");
const cancer = goldenTable("breast_cancer");
const wine = goldenTable("wine");
const digits = goldenTable("digits");
const everyThird = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, i) => 1 + (i % 3));
const D = diabetes.table;
const Ds = scaled(D);
const d = numberTarget(diabetes.y);
const Bs = scaled(cancer.table);
const b = classTarget(cancer.y);
const Ws = scaled(wine.table);
const w = classTarget(wine.y);
const first = (rows: number): { table: Table; target: Target } => ({
  table: mapped(digits.table, (values) => values.slice(0, rows)),
  target: numberTarget(digits.y.slice(0, rows)),
});
const units = mapped(Ds, (values, j) => values.map((value) => value * 10 ** ((j % 3) * 6 - 6)));
const rankless: Table = {
  rows: D.rows,
  names: [...D.names, "sum", "twin"],
  columns: [
    ...D.columns,
    { kind: "number", values: valuesOf(D, 0).map((value, i) => 2 * value + valuesOf(D, 1)[i]) },
    { kind: "number", values: valuesOf(D, 3).slice() },
  ],
};
const C = (c: number, total: number): number => 1 / (c * total);
const sum = (values: Float64Array): number => values.reduce((a, v) => a + v, 0);
const swd = everyThird(D.rows);
const swb = everyThird(Bs.rows);
const sww = everyThird(Ws.rows);
const zeros = Float64Array.from(diabetes.y, (value, i) => (i % 5 === 0 ? 0 : value));
const byClass = { "0": 3, "1": 0.5 };
const byClassTotal = sum(Float64Array.from(cancer.y, (label) => (label === 0 ? 3 : 0.5)));

interface Case {
  readonly id: string;
  readonly config: AnyLinearConfig;
  readonly table: Table;
  readonly target: Target;
  readonly weights?: Float64Array;
  /** Relative to the largest coefficient; 1e-8 by default, more where scikit-learn's own solver stops early. */
  readonly within?: number;
}

const cases: readonly Case[] = [
  { id: "ols-weights", config: leastSquares(), table: D, target: d, weights: swd, within: 1e-11 },
  { id: "ols-no-intercept", config: leastSquares({ fitIntercept: false }), table: D, target: d, within: 1e-11 },
  { id: "ols-rank", config: leastSquares(), table: rankless, target: d, within: 1e-11 },
  { id: "ols-wide", config: leastSquares(), ...first(40), within: 1e-11 },
  { id: "ridge-weights", config: ridge({ alpha: 2 }), table: D, target: d, weights: swd, within: 1e-12 },
  { id: "ridge-wide", config: ridge({ alpha: 3 }), ...first(40), within: 1e-12 },
  { id: "ridge-no-intercept", config: ridge({ fitIntercept: false }), table: Ds, target: d, within: 1e-12 },
  { id: "lasso-weights", config: lasso({ alpha: 2 }), table: Ds, target: d, weights: swd },
  { id: "lasso-wide", config: lasso({ alpha: 0.05 }), ...first(60), within: 1e-5 },
  { id: "enet", config: elasticNet({ alpha: 0.5, l1Ratio: 0.7 }), table: Ds, target: d },
  { id: "enet-weights", config: elasticNet({ alpha: 0.3, l1Ratio: 0.2 }), table: Ds, target: d, weights: swd },
  { id: "logit-weights", config: logistic({ l2: C(0.5, sum(swb)) }), table: Bs, target: b, weights: swb },
  {
    id: "logit-balanced",
    config: logistic({ l2: C(2, sum(swb)), classWeight: "balanced" }),
    ...{ table: Bs, target: b, weights: swb },
  },
  { id: "logit-by-class", config: logistic({ l2: C(1, byClassTotal), classWeight: byClass }), table: Bs, target: b },
  { id: "logit-no-intercept", config: logistic({ l2: C(1, Bs.rows), fitIntercept: false }), table: Bs, target: b },
  {
    id: "logit-enet",
    config: logistic({ l2: C(0.4, sum(swb)), l1: C(0.4, sum(swb)) }),
    ...{ table: Bs, target: b, weights: swb, within: 1e-6 },
  },
  { id: "softmax-weights", config: logistic({ l2: C(0.3, sum(sww)) }), table: Ws, target: w, weights: sww },
  { id: "softmax-l1", config: logistic({ l2: 0, l1: C(0.3, Ws.rows) }), table: Ws, target: w, within: 1e-5 },
  {
    id: "softmax-digits",
    config: logistic({ l2: C(0.01, digits.table.rows) }),
    table: mapped(digits.table, (values) => values.map((value) => value / 16)),
    ...{ target: classTarget(digits.y), within: 1e-6 },
  },
  { id: "poisson-weights", config: poisson({ alpha: 0.5 }), table: Ds, target: d, weights: swd },
  { id: "gamma-weights", config: gamma({ alpha: 0.5 }), table: Ds, target: d, weights: swd },
  {
    id: "tweedie-15",
    config: tweedie({ power: 1.5, alpha: 0.2 }),
    ...{ table: Ds, target: numberTarget(zeros), weights: swd },
  },
  {
    id: "tweedie-3",
    config: tweedie({ power: 3, alpha: 1e-5 }),
    ...{ table: Ds, target: numberTarget(diabetes.y.map((value) => value / 100)), within: 1e-5 },
  },
  { id: "tweedie-0", config: tweedie({ alpha: 0.3 }), table: Ds, target: d },
  {
    id: "tweedie-1-identity",
    config: tweedie({ power: 1, link: "identity", alpha: 0.001 }),
    table: mapped(Ds, (values) => values.map((value) => value / 10)),
    ...{ target: d, within: 1e-6 },
  },
  {
    id: "huber-weights",
    config: huberRegression({ epsilon: 1.5, alpha: 1 }),
    ...{ table: Ds, target: d, weights: swd, within: 1e-4 },
  },
  {
    id: "huber-no-intercept",
    config: huberRegression({ alpha: 0.01, fitIntercept: false }),
    ...{ table: Ds, target: d, within: 1e-4 },
  },
  { id: "quantile-median", config: quantileRegression({ alpha: 0 }), table: Ds, target: d },
  { id: "quantile-l1", config: quantileRegression({ quantile: 0.7, alpha: 0.1 }), table: Ds, target: d },
  {
    id: "quantile-weights",
    config: quantileRegression({ quantile: 0.2, alpha: 0.05 }),
    ...{ table: Ds, target: d, weights: swd },
  },
];

describe("linear models have scikit-learn's coefficients", () => {
  for (const { id, config, table, target, weights, within = 1e-8 } of cases) {
    it(id, () => {
      const model = fitWith(config, table, target, weights === undefined ? {} : { weights });
      const reference = references[id];
      expectClose(coefficientsOf(model), reference, within);
      if ("converged" in model) expect(model.converged).toBe(true);
      if (model.kind === "huberRegression") expect(model.sigma / reference.scale).toBeCloseTo(1, 4);
    });
  }

  it("along the path of an elastic net", () => {
    const path = elasticNetPath({ l1Ratio: 0.6, epsilon: 1e-2, count: 12 }, Ds, d);
    const reference = references["enet-path"];
    path.alphas.forEach((alpha, k) => {
      expect(alpha / reference.alphas[k]).toBeCloseTo(1, 10);
      path.values[k].forEach((value, j) => {
        expect(Math.abs(value - reference.coef[k][j])).toBeLessThan(1e-5);
      });
      expect(path.gaps[k]).toBeLessThan(1e-10);
    });
  });

  it("when columns are in units from millionths to millions", () => {
    const model = fitWith(ridge({ alpha: 0.5 }), units, d);
    const reference = references["ridge-units"];
    coefficientsOf(model).values[0].forEach((value, j) => {
      expect(value / reference.coef[0][j]).toBeCloseTo(1, 9);
    });
  });
});

describe("the reference values of scikit-learn's own examples", () => {
  const of = (config: AnyLinearConfig, table: Table, target: Target): number[] => {
    const { intercepts, values } = coefficientsOf(fitWith(config, table, target));
    return [...intercepts, ...values[0]];
  };
  const compare = (id: string, actual: readonly number[], digitsKept = 6): void => {
    const expected = goldenValue<number[]>(id);
    const size = Math.max(...expected.map(Math.abs));
    expected.forEach((value, k) => {
      expect(Math.abs(actual[k] - value) / size).toBeLessThan(10 ** -digitsKept);
    });
  };
  it("hold for squares", () => {
    compare("linreg", of(leastSquares(), D, d), 11);
    compare("ridge", of(ridge({ alpha: 0.5 }), D, d), 11);
    compare("lasso", of(lasso({ alpha: 0.5 }), D, d), 9);
  });
  it("hold for classes", () => {
    compare("logit", of(logistic({ l2: 1 / Bs.rows }), Bs, b), 6);
    const sparse = of(logistic({ l2: 0, l1: 1 / (0.1 * Bs.rows) }), Bs, b);
    compare("logit-l1", [sparse[0], sparse.slice(1).filter((value) => value !== 0).length, sparse[22]], 6);
    compare("softmax", of(logistic({ l2: 1 / Ws.rows }), Ws, w), 6);
  });
  it("hold for counts, amounts, quantiles and outliers", () => {
    compare("poisson", of(poisson({ alpha: 0.1 }), Ds, d), 7);
    compare("gamma", of(gamma({ alpha: 0.1 }), Ds, d), 7);
    compare("quantile", of(quantileRegression({ quantile: 0.8, alpha: 0 }), Ds, d), 8);
    const model = fitWith(huberRegression(), Ds, d);
    const { intercepts, values } = coefficientsOf(model);
    if (model.kind === "huberRegression") compare("huber", [...intercepts, model.sigma, ...values[0]], 5);
  });
});

// Made by golden/learn/reference.py with scikit-learn 1.9.1, on standardised numbers and one-hot categories.
const mixedFile = readFileSync(new URL("../../../golden/learn/reference.json", import.meta.url), "utf8");
const mixedCases: readonly { l2: number; intercept: number; weights: number[] }[] = JSON.parse(mixedFile).logistic;

describe("logistic regression on numbers, missing numbers and categories", () => {
  const { table, y } = madeTable(1500, 42);
  it.each(mixedCases)("has scikit-learn's weights at l2 = $l2", ({ l2, intercept, weights }) => {
    const model = fitWith(logistic({ l2, minCategoryCount: 1, standardize: true }), table, classTarget(y));
    expect(model.weights).toHaveLength(weights.length);
    expect(model.intercepts[0]).toBeCloseTo(intercept, 6);
    model.weights.forEach((weight, k) => {
      expect(weight).toBeCloseTo(weights[k], 6);
    });
  });
});

function expectClose({ values, intercepts }: Coefficients, reference: Reference, within: number): void {
  expect(values).toHaveLength(reference.coef.length);
  const size = Math.max(...reference.coef.flat().map(Math.abs));
  const offsets = reference.intercept;
  intercepts.forEach((value, k) => {
    expect(Math.abs(value - offsets[k]) / Math.max(size, Math.abs(offsets[k]))).toBeLessThan(within);
  });
  values.forEach((row, k) => {
    row.forEach((value, j) => {
      expect(Math.abs(value - reference.coef[k][j]) / size).toBeLessThan(within);
    });
  });
}

function valuesOf(table: Table, j: number): Float64Array {
  const column = table.columns[j];
  return column.kind === "number" ? column.values : new Float64Array();
}

function mapped(table: Table, change: (values: Float64Array, j: number) => Float64Array): Table {
  const columns = table.columns.map((_, j) => ({ kind: "number" as const, values: change(valuesOf(table, j), j) }));
  const [{ values }] = columns;
  return { rows: values.length, names: table.names, columns };
}
