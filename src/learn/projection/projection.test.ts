import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue, scaled } from "../../../test/support/golden-learn.js";
import { noLearner, runStep } from "../../../test/support/step-graph.js";
import { createRandom, decodeJson, encodeJson } from "../../core/index.js";
import { lanczosSvd, rightSvd } from "../../math/index.js";
import { type Frame, selectRows, type Table } from "../table.js";
import { type PcaConfig, type PcaState, pca, pcaStep, truncatedSvd, truncatedSvdStep } from "./index.js";
import { trainingMatrix } from "./training-matrix.js";

interface Golden {
  readonly mean: readonly number[];
  readonly explainedVariance: readonly number[];
  readonly explainedVarianceRatio: readonly number[];
  readonly singularValues: readonly number[];
  readonly components: readonly (readonly number[])[];
  readonly scores: readonly (readonly number[])[];
}
const golden: Record<string, Golden> = JSON.parse(
  readFileSync(new URL("../../../golden/learn/projection.json", import.meta.url), "utf8"),
);

const fitPca = (config: Partial<PcaConfig>, frame: Frame, weights?: Float64Array): { state: PcaState; frame: Frame } =>
  pcaStep.fit(pca(config), frame, undefined, weights === undefined ? {} : { weights }, noLearner);

function near(found: readonly number[] | Float64Array, expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length);
  const size = Math.max(...expected.map(Math.abs));
  for (const [i, value] of found.entries())
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance * size);
}

function rowsOf(frame: Frame, rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    frame.columns.map((column) => (column as { values: Float64Array }).values[row]!),
  );
}

function expectGolden(fitted: { state: Omit<Golden, "scores" | "mean">; frame: Frame }, expected: Golden): void {
  const { state, frame } = fitted;
  near(state.explainedVariance, expected.explainedVariance, 1e-12);
  near(state.explainedVarianceRatio, expected.explainedVarianceRatio, 1e-12);
  near(state.singularValues, expected.singularValues, 1e-12);
  for (const [k, component] of state.components.entries()) near(component, expected.components[k]!, 1e-9);
  for (const [i, scores] of rowsOf(frame, expected.scores.length).entries()) near(scores, expected.scores[i]!, 1e-9);
}

const table = (columns: Record<string, readonly number[]>): Table => ({
  rows: Object.values(columns)[0]!.length,
  names: Object.keys(columns),
  columns: Object.values(columns).map((values) => ({ kind: "number", values: Float64Array.from(values) })),
});

const wine = goldenTable("wine").table;
const repeats = Float64Array.from({ length: wine.rows }, (_, i) => i % 3);
const repeated = selectRows(wine, Int32Array.from([...repeats.keys()].flatMap((i) => new Array(repeats[i]).fill(i))));

describe("principal components", () => {
  it("are scikit-learn's", () => {
    const { state, frame } = fitPca({}, scaled(wine));
    const [variance, component, scores] = goldenValue<number[][]>("pca");
    near(state.explainedVariance.slice(0, 2), variance!, 1e-12);
    near(state.components[0]!.slice(0, 3), component!, 1e-10);
    near(rowsOf(frame, 1)[0]!.slice(0, 2), scores!, 1e-12);
    expect(frame.names).toEqual(Array.from({ length: 13 }, (_, k) => `pca${k}`));
    expectGolden(fitPca({}, wine), golden["pca wine"]!);
    expectGolden(
      fitPca({ components: 4, whiten: true }, goldenTable("diabetes").table),
      golden["pca diabetes whitened"]!,
    );
    expectGolden(fitPca({ components: 4 }, selectRows(wine, Int32Array.of(0, 1, 2, 3, 4, 5))), golden["pca wide"]!);
  });

  it("are as many as explain the share", () => {
    const digits = goldenTable("digits").table;
    for (const [share, count] of Object.entries(golden["pca digits share"] as unknown as Record<string, number>)) {
      expect(fitPca({ components: Number(share) }, digits).state.outputs).toHaveLength(count);
    }
  });

  it("are the fewest that explain more than the share", () => {
    // Two columns at right angles with 4/5 and 1/5 of the variance.
    const cross = table({ a: [2, 0, -2, 0], b: [0, 1, 0, -1] });
    expect(fitPca({ components: 0.7995 }, cross).state.explainedVarianceRatio).toHaveLength(1);
    near(fitPca({ components: 0.8005 }, cross).state.explainedVarianceRatio, [0.8, 0.2], 1e-15);
  });

  it("of weighted rows are those of rows repeated", () => {
    const { state, frame } = fitPca({ components: 5 }, wine, repeats);
    const all = fitPca({ components: 5 }, repeated);
    expectGolden(all, golden["pca wine weighted"]!);
    near(state.explainedVariance, all.state.explainedVariance, 1e-12);
    for (const [k, component] of state.components.entries()) near(component, all.state.components[k]!, 1e-10);
    expect(frame.rows).toBe(wine.rows);
  });

  it("do not depend on the order of the rows, and leave the input alone", () => {
    const before = encodeJson(wine);
    const random = createRandom(1);
    const order = Int32Array.from({ length: wine.rows }, (_, i) => i).sort(() => random.next() - 0.5);
    const [a, b] = [fitPca({}, wine).state, fitPca({}, selectRows(wine, order)).state];
    near(a.explainedVariance, b.explainedVariance, 1e-13);
    for (const [k, component] of a.components.entries()) near(component, b.components[k]!, 1e-9);
    expect(encodeJson(wine)).toBe(before);
  });

  it("diagonalise the covariance of any table", () => {
    const cells = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), {
      minLength: 2,
      maxLength: 9,
    });
    fc.assert(
      fc.property(cells, (rows) => {
        const columns = [0, 1, 2].map((j) => rows.map((row) => row[j]!));
        const { state } = fitPca({}, table({ a: columns[0]!, b: columns[1]!, c: columns[2]! }));
        const mean = columns.map((column) => column.reduce((sum, x) => sum + x, 0) / rows.length);
        const covariance = columns.map((x, i) =>
          columns.map(
            (y, j) => x.reduce((sum, value, r) => sum + (value - mean[i]!) * (y[r]! - mean[j]!), 0) / (rows.length - 1),
          ),
        );
        for (const [k, v] of state.components.entries()) {
          const image = covariance.map((row) => row.reduce((sum, value, j) => sum + value * v[j]!, 0));
          for (const [j, value] of image.entries()) expect(value).toBeCloseTo(state.explainedVariance[k]! * v[j]!, 10);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("of constant and duplicate columns have no variance and stay near 0 when whitened", () => {
    const base = [1, 2, 4, 8, 9];
    const { state, frame } = fitPca({ whiten: true }, table({ a: base, b: base, c: [0.1, 0.1, 0.1, 0.1, 0.1] }));
    near(state.explainedVarianceRatio, [1, 0, 0], 1e-15);
    expect(rowsOf(frame, 5).every(([, b, c]) => Math.abs(b!) < 1e-14 && Math.abs(c!) < 1e-14)).toBe(true);
    expect(fitPca({}, table({ a: [7, 7, 7] })).state.explainedVarianceRatio).toEqual([0]);
  });

  it("keep tiny and huge numbers apart", () => {
    const shape = [1, 2, 4, 9];
    for (const unit of [1e-200, 1e150]) {
      const { state } = fitPca({}, table({ a: shape.map((x) => x * unit), b: shape.map((x) => -x * x * unit) }));
      near(
        state.components[0]!,
        fitPca({}, table({ a: shape, b: shape.map((x) => -x * x) })).state.components[0]!,
        1e-12,
      );
    }
  });

  it("are refused where a value is missing, infinite or too large, with column and row", () => {
    expect(() => fitPca({}, table({ a: [1, 2, 3], b: [1, Number.NaN, 2] }))).toThrow(/"b" is missing in row 1/);
    expect(() => fitPca({}, table({ a: [1, 2, Number.POSITIVE_INFINITY] }))).toThrow(/"a" is Infinity in row 2/);
    expect(() => fitPca({}, table({ a: [1e308, -1e308, 1.7e308] }))).toThrow(/"a" (spans too much|is too large)/);
    expect(() => fitPca({}, table({ a: [1] }))).toThrow(/at least two rows/);
    expect(() => fitPca({ components: 3 }, table({ a: [1, 2, 3], b: [1, 0, 2] }))).toThrow(/components is 3.*allow 2/);
    expect(() => pca({ components: 1.5 })).toThrow(/components is 1.5/);
    const text: Frame = { rows: 1, names: ["t"], columns: [{ kind: "text", values: ["x"] }] };
    expect(() => fitPca({}, text)).toThrow(/of which the table has none/);
    expect(() => fitPca({ columns: ["t"] }, text)).toThrow(/"t" is a text/);
    // A row of weight 0 is not there.
    const { state } = fitPca({}, table({ a: [1, Number.NaN, 3] }), Float64Array.of(1, 0, 1));
    near(state.explainedVariance, [2], 1e-15);
    expect(() => fitPca({}, wine, new Float64Array(wine.rows))).toThrow(/weight/);
  });

  it("make a row with a missing value missing, and let other columns pass", () => {
    const frame: Frame = {
      rows: 3,
      names: ["t", "a", "b"],
      columns: [{ kind: "text", values: ["x", null, "z"] }, ...table({ a: [1, 2, 4], b: [1, 0, 2] }).columns],
    };
    const { state, frame: after } = fitPca({ prefix: "axis" }, frame);
    expect(after.names).toEqual(["t", "axis0", "axis1"]);
    const holes = { ...frame, columns: [frame.columns[0]!, ...table({ a: [1, Number.NaN, 4], b: [1, 0, 2] }).columns] };
    const found = pcaStep.apply(state, holes, noLearner);
    expect((found.columns[1] as { values: Float64Array }).values[1]).toBeNaN();
    expect((found.columns[1] as { values: Float64Array }).values[2]).not.toBeNaN();
  });
});

describe("truncated singular value decomposition", () => {
  it("is scikit-learn's", () => {
    const digits = goldenTable("digits").table;
    const decompose = (components: number, frame: Frame) =>
      truncatedSvdStep.fit(truncatedSvd({ components }), frame, undefined, {}, noLearner);
    const [values, component] = goldenValue<number[][]>("svd");
    near(decompose(2, digits).state.singularValues, values!, 1e-12);
    near(decompose(2, digits).state.components[0]!.slice(10, 13), component!, 1e-12);
    expectGolden(decompose(5, digits), golden["svd digits"]!);
    expectGolden(decompose(3, wine), golden["svd wine"]!);
  });

  it("of weighted rows is that of rows repeated", () => {
    const config = truncatedSvd({ components: 3 });
    const { state } = truncatedSvdStep.fit(config, wine, undefined, { weights: repeats }, noLearner);
    const all = truncatedSvdStep.fit(config, repeated, undefined, {}, noLearner).state;
    near(state.singularValues, all.singularValues, 1e-12);
    near(state.explainedVariance, all.explainedVariance, 1e-10);
    for (const [k, component] of state.components.entries()) near(component, all.components[k]!, 1e-10);
  });
});

describe("both ways to decompose", () => {
  it("agree on a table", () => {
    const matrix = trainingMatrix({ kind: "pca", centred: true }, scaled(wine), wine.names, { weights: repeats });
    const whole = rightSvd(matrix.source, 4);
    const lanczos = lanczosSvd(matrix.map, 4, createRandom(1));
    near(lanczos.values, Array.from(whole.values), 1e-13);
    for (const [k, vector] of lanczos.vectors.entries()) near(vector, Array.from(whole.vectors[k]!), 1e-10);
  });

  it("are cancelled when the caller gives up", () => {
    const options = { signal: { aborted: true } };
    expect(() => pcaStep.fit(pca(), wine, undefined, options, noLearner)).toThrow(/cancelled/);
    const { map, source } = trainingMatrix({ kind: "pca", centred: false }, wine, wine.names, options);
    expect(() => source.writeRow(0, new Float64Array(13), 0, 1)).toThrow(/cancelled/);
    expect(map.times(new Float64Array(13))).toEqual(new Float64Array(wine.rows));
  });
});

describe("a projection in a graph", () => {
  it.each([
    ["pca", () => fitPca({ components: 6 }, wine).state, pcaStep],
    ["whitened pca", () => fitPca({ whiten: true }, wine).state, pcaStep],
    [
      "svd",
      () => truncatedSvdStep.fit(truncatedSvd({ components: 3 }), wine, undefined, {}, noLearner).state,
      truncatedSvdStep,
    ],
  ] as const)("computes the numbers of %s", async (_, learned, step) => {
    const state = learned();
    const expected = pcaStep.apply(decodeJson(encodeJson(state)) as PcaState, wine, noLearner);
    const found = await runStep(step as typeof pcaStep, state as PcaState, { training: wine, frame: wine });
    expect([...found.keys()]).toEqual(state.outputs);
    for (const [k, name] of state.outputs.entries()) {
      const values = (expected.columns[k] as { values: Float64Array }).values;
      for (const [row, value] of values.entries()) {
        const size = wine.columns.reduce((sum, column, j) => {
          const x = (column as { values: Float64Array }).values[row]! - (state.mean?.[j] ?? 0);
          return sum + Math.abs(x * state.components[k]![j]!);
        }, 0);
        expect(Math.abs(value - (found.get(name)![row] as number))).toBeLessThanOrEqual(
          (1e-14 * size) / (state.scale?.[k] ?? 1),
        );
      }
    }
  });
});
