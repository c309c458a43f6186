import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { madeTable, numberTable, uniforms } from "../../../test/support/learn-tables.js";
import { decodeJson, encodeJson } from "../../core/index.js";
import { selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, selectTarget, type Target } from "../target.js";
import { fitWith, predictWith } from "./fit-with.fixture.js";
import {
  type AnyLinearConfig,
  coefficientsOf,
  elasticNet,
  gamma,
  huberRegression,
  type LinearModel,
  lasso,
  leastSquares,
  logistic,
  poisson,
  quantileRegression,
  ridge,
  tweedie,
} from "./index.js";

const { table, y: labels } = madeTable(400, 42);
const u = uniforms(9);
const amounts = Float64Array.from(labels, (label) => 1 + Math.floor(8 * (u() + label)));
const few = { minCategoryCount: 1 };

const numbers = numberTarget(amounts);
const all: readonly { readonly config: AnyLinearConfig; readonly target: Target }[] = [
  { config: leastSquares(few), target: numbers },
  { config: ridge({ ...few, alpha: 3 }), target: numbers },
  { config: ridge({ ...few, alpha: 3, standardize: true }), target: numbers },
  { config: lasso({ ...few, alpha: 0.05 }), target: numbers },
  { config: elasticNet({ ...few, alpha: 0.05, standardize: true }), target: numbers },
  { config: poisson({ ...few, alpha: 0.1 }), target: numbers },
  { config: gamma({ ...few, alpha: 0.1 }), target: numbers },
  { config: tweedie({ ...few, alpha: 0.1, power: 1.5 }), target: numbers },
  { config: quantileRegression({ ...few, alpha: 0.01, quantile: 0.3 }), target: numbers },
  { config: huberRegression(few), target: numbers },
  { config: logistic({ ...few, l2: 0.01 }), target: classTarget(labels) },
  { config: logistic({ ...few, l2: 0.01, l1: 0.01, classWeight: "balanced" }), target: classTarget(labels) },
  { config: logistic({ ...few, l2: 0.01 }), target: classTarget(amounts.map((value) => Math.floor(value / 4))) },
];
const named = all.map((one, i) => ({ ...one, name: `${one.config.kind} ${i}` }));

describe.each(named)("$name", ({ config, target }) => {
  it("takes a weight of two as the row twice and a weight of zero as its absence", () => {
    const weights = Float64Array.from({ length: table.rows }, (_, i) => [1, 2, 0, 3][i % 4]);
    const rows = Array.from(weights).flatMap((weight, i) => new Array<number>(weight).fill(i));
    const weighted = fitWith(config, table, target, { weights });
    const repeated = Int32Array.from(rows);
    const plain = fitWith(config, selectRows(table, repeated), selectTarget(target, repeated));
    expectSame(weighted, plain, 1e-6);
  });

  it("does not mind the order of the rows, nor changes its input", () => {
    const order = Int32Array.from({ length: table.rows }, (_, i) => (i * 7) % table.rows);
    const before = structuredClone({ table, target });
    const model = fitWith(config, table, target);
    expect({ table, target }).toEqual(before);
    expectSame(model, fitWith(config, selectRows(table, order), selectTarget(target, order)), 1e-6);
    expect(encodeJson(fitWith(config, table, target))).toBe(encodeJson(model));
  });

  it("survives JSON, predicts the same from columns in another order, and unknown categories as none", () => {
    const model = fitWith(config, table, target);
    const stored = decodeJson(encodeJson(model)) as LinearModel;
    const turned: Table = {
      rows: table.rows,
      names: table.names.toReversed(),
      columns: table.columns.toReversed(),
    };
    expect(predictWith(stored, turned)).toEqual(predictWith(model, table));
    const [d, e] = [table.columns[3], table.columns[4]];
    const unknown = { kind: "category" as const, codes: new Int32Array(table.rows), categories: ["never seen"] };
    const missing = { ...unknown, codes: new Int32Array(table.rows).fill(-1) };
    expect(d.kind).toBe("category");
    expect(predictWith(model, { ...table, columns: [...table.columns.slice(0, 3), unknown, e] })).toEqual(
      predictWith(model, { ...table, columns: [...table.columns.slice(0, 3), missing, e] }),
    );
  });

  it("gives constant, all-missing and copied columns a documented part", () => {
    const constant = { kind: "number" as const, values: new Float64Array(table.rows).fill(0.1) };
    const empty = { kind: "number" as const, values: new Float64Array(table.rows).fill(Number.NaN) };
    const wide: Table = {
      rows: table.rows,
      names: ["constant", "empty", ...table.names, "copy"],
      columns: [constant, empty, ...table.columns, table.columns[0]],
    };
    const model = fitWith(config, wide, target);
    for (const row of coefficientsOf(model).values) {
      expect(row.slice(0, 2)).toEqual([0, 0]);
      for (const value of row) expect(Number.isFinite(value)).toBe(true);
    }
  });

  it("refuses infinite numbers, naming column and row, and numbers too large for their squares", () => {
    const ends = new Float64Array(table.rows).fill(Number.MAX_VALUE);
    const broken = (value: number): Table => {
      const [a] = table.columns;
      const values = a.kind === "number" ? a.values.with(4, value) : new Float64Array();
      return { ...table, columns: [{ kind: "number", values }, ...table.columns.slice(1)] };
    };
    expect(() => fitWith(config, broken(Number.NEGATIVE_INFINITY), target)).toThrow('column "a" is -Infinity in row 4');
    expect(() => fitWith(config, broken(1e308), target)).toThrow('column "a" spans');
    const model = fitWith(config, table, target);
    expect(() => predictWith(model, broken(Number.POSITIVE_INFINITY))).toThrow("in row 4");
    const fromFar = { ...table, columns: [{ kind: "number" as const, values: ends }, ...table.columns.slice(1)] };
    const far = fitWith(config, fromFar, target);
    expect(() => predictWith(far, broken(-Number.MAX_VALUE))).toThrow('column "a" is -1.797');
    expect(() => fitWith(config, table, target, { signal: { aborted: true } })).toThrow("cancelled");
  });
});

describe("a column whose spread has no square", () => {
  it.each([leastSquares(), ridge(), huberRegression(), lasso({ alpha: 0.1 })])(
    "counts as constant in $kind",
    (config) => {
      const plain = Array.from({ length: 30 }, (_, i) => (i * 7) % 11);
      const tiny = plain.map((value, i) => ((value * i) % 5) * 1e-200);
      const answers = numberTarget(plain.map((value, i) => value + (i % 3)));
      const both = fitWith(config, numberTable(plain, tiny), answers);
      const alone = fitWith(config, numberTable(plain), answers);
      expect(coefficientsOf(both).values[0][1]).toBeCloseTo(0, 9);
      expect(coefficientsOf(both).values[0][0]).toBeCloseTo(coefficientsOf(alone).values[0][0], 9);
    },
  );
});

describe("the units of a column", () => {
  const configs: readonly AnyLinearConfig[] = [
    leastSquares(),
    ridge({ alpha: 2, standardize: true }),
    lasso({ alpha: 0.1, standardize: true }),
    poisson({ alpha: 0.1, standardize: true }),
    gamma({ alpha: 0 }),
    quantileRegression({ alpha: 0 }),
    huberRegression({ alpha: 0 }),
    logistic({ l2: 0.01, standardize: true }),
    logistic({ l2: 0.01, l1: 0.001, standardize: true }),
  ];
  it.each(configs)("do not matter to $kind, from millionths to millions", (config) => {
    const random = uniforms(5);
    const x = [0, 1, 2].map(() => Array.from({ length: 200 }, () => random() - 0.5));
    const y = x[0].map((value, i) => Math.max(0.1, 2 + value - 2 * x[1][i] + random()));
    const target = config.kind === "logistic" ? classTarget(y.map((value) => value > 2.4)) : numberTarget(y);
    const factors = [1e-6, 1e6, 1];
    const plain = coefficientsOf(fitWith(config, numberTable(...x), target)).values[0];
    const scaled = coefficientsOf(
      fitWith(
        config,
        numberTable(...x.map((values, j) => values.map((value) => value * factors[j] + factors[j]))),
        target,
      ),
    ).values[0];
    plain.forEach((value, j) => {
      expect(Math.abs(scaled[j] * factors[j] - value)).toBeLessThan(1e-8 * (1 + Math.abs(value)));
    });
  });
});

describe("a weighted median", () => {
  it("is that of the values repeated, also for many of them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.nat(), (size, seed) => {
        const random = uniforms(seed);
        const n = [7, 300, 9000][size - 1];
        const x = Array.from({ length: n }, () => Math.floor(random() * 1000) / 7);
        const weights = Float64Array.from(x, () => 1 + Math.floor(random() * 3));
        const withHole = numberTable([...x, Number.NaN]);
        const all = x.flatMap((value, i) => new Array<number>(weights[i]).fill(value)).sort((a, b) => a - b);
        const middle = (all[(all.length - 1) >> 1] + all[all.length >> 1]) / 2;
        const target = numberTarget([...x, 0]);
        const model = fitWith(ridge(), withHole, target, { weights: Float64Array.from([...weights, 1]) });
        const [encoding] = model.encodings;
        expect(encoding.kind === "number" && encoding.fill).toBeCloseTo(middle, 12);
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});

function expectSame(one: LinearModel, other: LinearModel, within: number): void {
  const [a, b] = [coefficientsOf(one), coefficientsOf(other)];
  expect(a.names).toEqual(b.names);
  const size = Math.max(...a.values.flat().map(Math.abs), ...a.intercepts.map(Math.abs));
  for (const [p, q] of [
    [a.values.flat(), b.values.flat()],
    [a.intercepts, b.intercepts],
  ]) {
    p.forEach((value, j) => {
      expect(Math.abs(value - q[j])).toBeLessThan(within * size);
    });
  }
}
