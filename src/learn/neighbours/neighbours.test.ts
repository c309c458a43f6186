import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenFamily } from "../../../test/learn/golden.js";
import { learnerOf } from "../../../test/learn/learner.js";
import { runModel } from "../../../test/learn/run-graph.js";
import { goldenTable, goldenValue, scaled } from "../../../test/support/golden-learn.js";
import { numberTable } from "../../../test/support/learn-tables.js";
import { createRandom } from "../../core/index.js";
import { type Column, selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, selectTarget } from "../target.js";
import { type NearestNeighboursConfig, nearestNeighbours, nearestNeighboursEstimator } from "./index.js";

const learner = learnerOf([nearestNeighboursEstimator]);
const golden = goldenFamily("neighbours");
const METRICS = ["euclidean", "manhattan", "chebyshev", "minkowski"] as const;

function said(
  config: NearestNeighboursConfig,
  train: Table,
  labels: ArrayLike<number | string>,
  asked: Table,
  weights?: Float64Array,
) {
  const target = typeof labels[0] === "string" ? classTarget(labels) : numberTarget(labels as ArrayLike<number>);
  const model = learner.fit(config, train, target, weights === undefined ? {} : { weights });
  const prediction = learner.predict(model, asked);
  return Array.from(prediction.kind === "class" ? prediction.probabilities : prediction.values);
}

const shifted = (table: Table, rows: readonly number[], by: number): Table => {
  const some = selectRows(table, Int32Array.from(rows));
  const columns = some.columns.map(
    (column) =>
      ({ kind: "number", values: (column as { values: Float64Array }).values.map((value) => value + by) }) as const,
  );
  return { ...some, columns };
};

function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  });
}

async function expectSameExported(model: ReturnType<typeof learner.fit>, asked: Table): Promise<void> {
  const [here, there] = [learner.predict(model, asked), await runModel(learner, model, asked)].map((prediction) =>
    Array.from(prediction.kind === "class" ? prediction.probabilities : prediction.values),
  );
  expectClose(there, here);
}

describe("nearest neighbours against scikit-learn", () => {
  const wine = goldenTable("wine");
  const classes = Array.from(wine.y, (label) => `c${label}`);
  const Ws = scaled(wine.table);
  const some = Array.from({ length: 10 }, (_, i) => 60 + 3 * i);

  it("classes: the reference value knn, metrics and weights by distance, standardised inside", () => {
    expect(said(nearestNeighbours(), Ws, classes, shifted(Ws, [80, 81, 82], 0.5))).toEqual(
      goldenValue<number[][]>("knn").flat(),
    );
    const cases: readonly [string, Partial<NearestNeighboursConfig>][] = [
      ["class-euclidean-distance", { neighbours: 7, weights: "distance" }],
      ["class-manhattan", { neighbours: 9, metric: "manhattan" }],
      ["class-chebyshev-distance", { neighbours: 11, metric: "chebyshev", weights: "distance" }],
      ["class-minkowski-3", { neighbours: 8, metric: "minkowski", p: 3, weights: "distance" }],
    ];
    for (const [id, config] of cases) {
      expectClose(said(nearestNeighbours(config), Ws, classes, shifted(Ws, some, 0.25)), golden<number[][]>(id).flat());
    }
    const standardised = nearestNeighbours({ neighbours: 6, standardise: true });
    expectClose(
      said(standardised, wine.table, classes, shifted(wine.table, some, 0.25)),
      golden<number[][]>("class-standardised").flat(),
    );
  });

  it("numbers: means, by distance, and a row that is its own neighbour at distance 0", () => {
    const { table, y } = goldenTable("diabetes");
    const asked = shifted(
      table,
      Array.from({ length: 12 }, (_, i) => 100 + 25 * i),
      0.003,
    );
    expectClose(said(nearestNeighbours(), table, y, asked), golden("number-euclidean"));
    const manhattan = nearestNeighbours({ neighbours: 12, metric: "manhattan", weights: "distance" });
    expectClose(said(manhattan, table, y, asked), golden("number-manhattan-distance"));
    const itself = nearestNeighbours({ neighbours: 4, weights: "distance" });
    expectClose(said(itself, table, y, shifted(table, [0, 1, 2, 3, 4], 0)), golden("number-itself-distance"));
  });
});

/** Few distinct values, so that many distances are equal; a category that is missing at times. */
function grid(
  seed: number,
  rows: number,
  width: number,
  withCategory = true,
): { table: Table; y: number[]; weights: Float64Array } {
  const random = createRandom(seed);
  const columns: Column[] = Array.from({ length: width }, () => ({
    kind: "number",
    values: Float64Array.from({ length: rows }, () => random.int(4) / 2),
  }));
  const codes = Int32Array.from({ length: rows }, () => random.int(4) - 1);
  if (withCategory) columns.push({ kind: "category", codes, categories: ["r", "g", "b"] });
  const y = Array.from({ length: rows }, () => random.int(5));
  const weights = Float64Array.from({ length: rows }, () => random.int(4));
  weights[0] = 1;
  return { table: { rows, names: columns.map((_, j) => `x${j}`), columns }, y, weights };
}

const anyConfig = fc
  .record({
    neighbours: fc.integer({ min: 1, max: 12 }),
    weights: fc.constantFrom("uniform" as const, "distance" as const),
    metric: fc.constantFrom(...METRICS),
    standardise: fc.boolean(),
  })
  .map((config) => nearestNeighbours({ ...config, ...(config.metric === "minkowski" && { p: 2.5 }) }));

describe("nearest neighbours", () => {
  it("are the first by distance, then by the values of the row: the definition, row by row", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...METRICS), fc.integer({ min: 1, max: 9 }), (seed, metric, k) => {
        const { table, y } = grid(seed, 40, 2);
        const asked = grid(seed + 1, 6, 2).table;
        const config = nearestNeighbours({ neighbours: k, metric, ...(metric === "minkowski" && { p: 3 }) });
        const cells = (of: Table, row: number) =>
          of.columns.map((column) =>
            column.kind === "number" ? column.values[row] : (column.categories[column.codes[row]] ?? ""),
          );
        const expected = Array.from({ length: 6 }, (_, q) => {
          const rows = Array.from({ length: 40 }, (_, row) => {
            const deltas = cells(table, row).map((value, j) => {
              const other = cells(asked, q)[j];
              if (typeof value === "number") return Math.abs(value - Number(other));
              return value === other && value !== "" ? 0 : 1;
            });
            const p = { euclidean: 2, manhattan: 1, minkowski: 3, chebyshev: 0 }[metric];
            const distance = p === 0 ? Math.max(...deltas) : deltas.reduce((sum, delta) => sum + delta ** p, 0);
            return { key: [distance, ...cells(table, row), y[row]], answer: y[row] };
          });
          rows.sort((a, b) => {
            const at = a.key.findIndex((value, i) => value !== b.key[i]);
            return at < 0 ? 0 : a.key[at] < b.key[at] ? -1 : 1;
          });
          return rows.slice(0, k).reduce((sum, { answer }) => sum + answer, 0) / k;
        });
        expectClose(said(config, table, y, asked), expected);
      }),
      { numRuns: 60 },
    );
  });

  it("are the same by ball tree and by brute force, bit for bit", () => {
    fc.assert(
      fc.property(fc.nat(), anyConfig, fc.boolean(), (seed, config, withCategory) => {
        const { table, y, weights } = grid(seed, 300, 3, withCategory);
        const asked = grid(seed + 1, 20, 3, withCategory).table;
        const by = (algorithm: "brute" | "ballTree") => said({ ...config, algorithm }, table, y, asked, weights);
        expect(by("ballTree")).toEqual(by("brute"));
      }),
      { numRuns: 60 },
    );
    const random = createRandom(3);
    const column = (rows: number): number[] => Array.from({ length: rows }, () => random.next() ** 3);
    const cloud = numberTable(column(3000), column(3000), column(3000));
    const y = column(3000);
    const asked = numberTable(column(100), column(100), column(100));
    for (const metric of METRICS) {
      const by = (algorithm: "brute" | "ballTree" | "auto") =>
        said(nearestNeighbours({ metric, algorithm }), cloud, y, asked);
      expect(by("ballTree")).toEqual(by("brute"));
      expect(by("auto")).toEqual(by("brute"));
    }
  });

  it("are counted by weight, do not hang on the order of the rows, and leave out rows of weight 0", () => {
    fc.assert(
      fc.property(fc.nat(), anyConfig, (seed, config) => {
        const { table, y, weights } = grid(seed, 50, 2);
        const asked = grid(seed + 1, 8, 2).table;
        const target = numberTarget(y);
        const values = (model: ReturnType<typeof learner.fit>) => learner.predict(model, asked);
        const weighted = learner.fit(config, table, target, { weights });
        const rows = Int32Array.from(Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row)));
        const repeated = learner.fit(config, selectRows(table, rows), selectTarget(target, rows), {});
        const turned = rows.slice().reverse();
        const reordered = learner.fit(config, selectRows(table, turned), selectTarget(target, turned), {});
        if (!config.standardise) {
          expect(values(repeated)).toEqual(values(weighted));
          expect(values(reordered)).toEqual(values(weighted));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("export to the same answers, with categories, ties, weights and every metric", async () => {
    // Powers of what was standardised differ in their last bits between the two, so that rows at the same distance would change places.
    const isExact = ({ metric, standardise }: NearestNeighboursConfig) => metric !== "minkowski" || !standardise;
    await fc.assert(
      fc.asyncProperty(fc.nat(), anyConfig.filter(isExact), fc.boolean(), async (seed, config, isClass) => {
        const { table, y, weights } = grid(seed, 40, 2);
        const asked = grid(seed + 1, 15, 2).table;
        const target = isClass ? classTarget(y.map((value) => "abcde"[value])) : numberTarget(y);
        const model = learner.fit(config, table, target, { weights });
        await expectSameExported(model, asked);
      }),
      { numRuns: 40 },
    );
    const random = createRandom(4);
    const column = (rows: number): number[] => Array.from({ length: rows }, () => random.next());
    const config = nearestNeighbours({ metric: "minkowski", p: 2.5, standardise: true, weights: "distance" });
    const model = learner.fit(config, numberTable(column(40), column(40)), numberTarget(column(40)), {});
    await expectSameExported(model, numberTable(column(15), column(15)));
  });

  it("work with categories alone, of which missing ones are near to none", async () => {
    const cities = (...codes: number[]): Table => ({
      rows: codes.length,
      names: ["city"],
      columns: [{ kind: "category", codes: Int32Array.from(codes), categories: ["Bern", "Graz"] }],
    });
    const config = nearestNeighbours({ neighbours: 2 });
    const model = learner.fit(config, cities(0, 0, 1, 1, -1), numberTarget([1, 3, 10, 20, 100]), {});
    // To a missing city all are equally far: the missing one comes first, then Bern with 1.
    const expected = { kind: "number", values: Float64Array.of(2, 15, 50.5) };
    expect(learner.predict(model, cities(0, 1, -1))).toEqual(expected);
    expect(await runModel(learner, model, cities(0, 1, -1))).toEqual(expected);
  });

  it("of which there are fewer than asked for are all rows; one row is the answer to everything", () => {
    const table = numberTable([1, 2, 4]);
    expect(said(nearestNeighbours(), table, [3, 6, 12], numberTable([0]))).toEqual([7]);
    expect(said(nearestNeighbours({ weights: "distance" }), numberTable([5]), [2], numberTable([5, -1e100]))).toEqual([
      2, 2,
    ]);
    expect(said(nearestNeighbours(), numberTable([0, 0, 0]), ["a", "a", "b"], numberTable([]))).toEqual([]);
  });

  it("cannot be found for what is missing or too large, named by column and row; the graph gives NaN", async () => {
    const table = numberTable([1, 2, Number.NaN], [1, 1, 1]);
    const target = numberTarget([1, 2, 3]);
    const fitted = (of: Table, config = nearestNeighbours()) => learner.fit(config, of, target, {});
    expect(() => fitted(table)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/"x0" is missing in row 2/),
        hint: expect.stringMatching(/impute/),
      }),
    );
    expect(() => fitted(numberTable([1, 2, Number.POSITIVE_INFINITY]))).toThrow(/"x0" is Infinity in row 2/);
    expect(() => fitted(numberTable([1, 1e308, 2]))).toThrow(/"x0" is 1e\+308 in row 1/);
    expect(() => fitted(numberTable([1, 1e160, 2]), nearestNeighbours({ metric: "minkowski", p: 2 }))).toThrow(
      /1e\+160/,
    );
    expect(() => nearestNeighbours({ p: 3 })).toThrow(/p would have no effect: the metric is "euclidean"/);
    const weights = Float64Array.of(1, 1, 0);
    const model = learner.fit(nearestNeighbours({ neighbours: 1 }), table, target, { weights });
    expect(() => learner.predict(model, table)).toThrow(/"x0" is missing in row 2/);
    expect(await runModel(learner, model, table)).toEqual({
      kind: "number",
      values: Float64Array.of(1, 2, Number.NaN),
    });
  });
});
