import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { madeTable, numberTable, selectColumns, uniforms } from "../../../../test/support/learn-tables.js";
import { selectRows, type Table } from "../../table.js";
import { createArena } from "../engine/arena.js";
import { viewsOf } from "../engine/views.js";
import { type BinnedTable, binTable, type TableRules } from "./bin-table.js";
import { between, binBounds, ZERO } from "./bounds.js";
import { distinctValues, distinctWeighted } from "./distinct.js";
import { nextUp } from "./next-up.js";
import { sampleRows } from "./sample.js";

const rules: TableRules = {
  maxBins: 255,
  minDataInBin: 3,
  minDataInLeaf: 20,
  useMissing: true,
  compat: "exact",
  memory: "fast",
};
const boundsOf = (sorted: Float64Array, maxBins: number, minDataInBin = 1): Float64Array =>
  binBounds(distinctValues(sorted, false), maxBins, minDataInBin);

describe("bin bounds", () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -30, max: 30 }), fc.double({ noNaN: true })), {
    minLength: 1,
    maxLength: 300,
  });

  it("are at most as many as asked for, ascend, and end with infinity; with room for all each value is alone", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 40 }), (made, maxBins) => {
        const sorted = Float64Array.from(made).sort();
        const bounds = boundsOf(sorted, maxBins);
        expect(bounds.length).toBeLessThanOrEqual(maxBins);
        expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
        for (let i = 1; i < bounds.length; i++) expect(bounds[i]).toBeGreaterThan(bounds[i - 1]);
        const distinct = new Set(Array.from(sorted, (value) => value + 0).filter((value) => Math.abs(value) > 1e-35));
        const all = boundsOf(sorted, 2 * distinct.size + 3);
        const filled = new Set([...distinct].map((value) => all.findIndex((bound) => value <= bound)));
        expect(filled.size).toBe(distinct.size);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("keep a bin for zero, and share the others between negative and positive numbers by their counts", () => {
    const bounds = boundsOf(Float64Array.of(-3, -2, -1, 0, 0, 5, 6, 7, 8, 9, 10), 255);
    expect(Array.from(bounds.subarray(2, 4))).toEqual([-ZERO, ZERO]);
    const many = Float64Array.from({ length: 1000 }, (_, i) => i - 250).sort();
    const few = boundsOf(many, 21);
    expect(few.indexOf(-ZERO)).toBe(4);
    expect(boundsOf(Float64Array.of(1, 2, 3), 255)[0]).toBe(ZERO);
  });

  it("share the rows out evenly, with a bin of its own for a value that fills one", () => {
    const u = uniforms(1);
    const sorted = Float64Array.from({ length: 10_000 }, (_, i) => (i % 4 === 0 ? 0.5 : u())).sort();
    const bounds = boundsOf(sorted, 50, 3);
    const counts = new Array<number>(bounds.length).fill(0);
    for (const value of sorted) counts[bounds.findIndex((bound) => value <= bound)]++;
    // A bin before it that is not half full is closed with it.
    const most = Math.max(...counts);
    expect(most).toBeGreaterThanOrEqual(2500);
    expect(most).toBeLessThan(2500 + 7500 / 49);
    const others = counts.filter((count) => count !== most);
    expect(bounds.length).toBeGreaterThanOrEqual(49);
    expect(Math.max(...others)).toBeLessThan(2 * (7500 / 49));
  });

  it("are the same for a value of weight two as for the value twice", () => {
    const u = uniforms(4);
    const made = Float64Array.from({ length: 900 }, () => Math.round(400 * u()) / 10 - 9);
    const weights = made.map((_, i) => 1 + (i % 3));
    const repeated = Float64Array.from(Array.from(made).flatMap((value, i) => new Array(weights[i]).fill(value)));
    const weighted = distinctWeighted(made, weights);
    expect(binBounds(weighted, 60, 3)).toEqual(binBounds(distinctValues(repeated.sort(), false), 60, 3));
  });

  it("lie between their neighbours, also at the ends of what a double can hold", () => {
    const some = fc.double({ noNaN: true });
    fc.assert(
      fc.property(some, some, (x, z) => {
        const [a, b] = [Math.min(x, z), Math.max(x, z)];
        fc.pre(a < b);
        expect(between(a, b)).toBeGreaterThanOrEqual(a);
        expect(between(a, b)).toBeLessThan(b);
      }),
      { numRuns: 500, seed: 2 },
    );
    expect(between(1, nextUp(1))).toBe(1);
    expect(between(1e308, 1.5e308)).toBeCloseTo(1.25e308, -295);
  });
});

/** The bin of each row of a feature as the records and as the columns have it. */
function binsOf({ arena, blocks, binColumns, rows }: BinnedTable, feature: number): [number, number][] {
  const { u8 } = viewsOf(arena);
  const block = blocks.findLast(({ from }) => from <= feature)!;
  return Array.from({ length: rows }, (_, row) => [
    u8[block.address + row * block.stride + block.binsAt + feature - block.from],
    u8[binColumns[feature].address + row * binColumns[feature].stride],
  ]);
}

/** Many columns of few rows: more than one block. */
function wideTable(rows: number, columns: number): Table {
  const u = uniforms(11);
  return numberTable(
    ...Array.from({ length: columns }, () =>
      Array.from({ length: rows }, () => (u() < 0.1 ? Number.NaN : Math.floor(40 * u()))),
    ),
  );
}

describe("a binned table", () => {
  for (const kernels of ["wasm", "plain"] as const) {
    for (const memory of ["fast", "small"] as const) {
      it(`holds the bin that each value belongs to: ${kernels} kernels, ${memory} memory`, () => {
        for (const table of [madeTable(701, 8).table, wideTable(130, 180)]) {
          const binned = binTable(table, { ...rules, maxBins: 40, memory }, {}, kernels);
          binned.features.forEach((feature, f) => {
            const column = table.columns[feature.column];
            const expected = (row: number): number => {
              if (column.kind === "category")
                return feature.kind === "category" ? 1 + feature.codes.indexOf(column.codes[row]) : -1;
              if (feature.kind !== "number") return -1;
              const value = column.values[row];
              return Number.isNaN(value) ? feature.bins : feature.bounds.findIndex((bound) => value <= bound);
            };
            expect(binsOf(binned, f)).toEqual(
              Array.from({ length: table.rows }, (_, row) => [expected(row), expected(row)]),
            );
          });
        }
      });
    }
  }

  it("leaves constant columns out", () => {
    const binned = binTable(
      numberTable([1, 1, 1], [1, 2, 3], new Array(3).fill(Number.NaN), [-2, -2, -2]),
      { ...rules, minDataInBin: 1 },
      {},
    );
    expect(binned.features.map((feature) => feature.column)).toEqual([1]);
  });

  it("keeps infinities and the largest doubles apart", () => {
    const values = [
      -Number.MAX_VALUE,
      -1e308,
      0,
      1e308,
      Number.MAX_VALUE,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ];
    const binned = binTable(numberTable(values), { ...rules, minDataInBin: 1 }, {});
    expect(new Set(binsOf(binned, 0).map(([bin]) => bin)).size).toBe(values.length);
  });

  it("takes missing values for zero when asked to", () => {
    const binned = binTable(numberTable([-1, 0, 2, Number.NaN]), { ...rules, minDataInBin: 1, useMissing: false }, {});
    expect(binsOf(binned, 0).map(([bin]) => bin)).toEqual([0, 1, 2, 1]);
  });

  it("is refused with the numbers when it does not fit in 4 GB", () => {
    expect(() => createArena(true).reserve(5 * 2 ** 30)).toThrow(/need 5.0 GB for this table, and 4 GB is the most/);
  });
});

describe("the sample for the bounds", () => {
  it("holds the same rows whatever their order and the order of the columns", () => {
    const { table } = madeTable(5000, 2);
    const reversed = Int32Array.from({ length: 5000 }, (_, i) => 4999 - i);
    const rows = sampleRows(table, 1000);
    const other = sampleRows(selectColumns(selectRows(table, reversed), [4, 2, 0, 1, 3]), 1000);
    expect([...(other ?? [])].map((row) => 4999 - row).reverse()).toEqual([...(rows ?? [])]);
    // 1000 ± 5 standard deviations of a binomial.
    expect(Math.abs((rows?.length ?? 0) - 1000)).toBeLessThan(5 * Math.sqrt(5000 * 0.2 * 0.8));
    expect(sampleRows(table, 5000)).toBeNull();
  });

  it("takes −0 for 0", () => {
    const zeros = numberTable(Array.from({ length: 900 }, (_, i) => (i % 3 ? i : 0)));
    const signed = numberTable(Array.from({ length: 900 }, (_, i) => (i % 3 ? i : -0)));
    expect(sampleRows(signed, 100)).toEqual(sampleRows(zeros, 100));
  });
});
