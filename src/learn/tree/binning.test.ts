import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { madeTable, numberTable, selectColumns, uniforms } from "../../../test/support/learn-tables.js";
import { selectRows } from "../table.js";
import { binTable, MISSING_BIN } from "./binned.js";
import { between, binBounds } from "./bounds.js";
import { createGradients, fillGradients } from "./gradients.js";
import { sampleRows } from "./sample.js";

describe("bin bounds", () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -30, max: 30 }), fc.double({ noNaN: true })), {
    minLength: 1,
    maxLength: 300,
  });

  it("are at most as many as asked for, ascend, part neighbouring values and end with infinity", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 40 }), (made, maxBins) => {
        const sorted = Float64Array.from(made).sort();
        const bounds = binBounds(sorted, maxBins);
        const distinct = new Set(Array.from(sorted, (value) => value + 0)).size;
        expect(bounds.length).toBeLessThanOrEqual(maxBins);
        if (distinct <= maxBins) expect(bounds.length).toBe(distinct);
        expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
        for (let i = 1; i < bounds.length; i++) expect(bounds[i]).toBeGreaterThan(bounds[i - 1]);
        const filled = new Set(Array.from(sorted, (value) => bounds.findIndex((bound) => value <= bound)));
        expect(filled.size).toBe(bounds.length);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("share the rows out evenly, with a bin of its own for a value that fills one", () => {
    const u = uniforms(1);
    const sorted = Float64Array.from({ length: 10_000 }, (_, i) => (i % 4 === 0 ? 0.5 : u())).sort();
    const bounds = binBounds(sorted, 50);
    const counts = new Array<number>(bounds.length).fill(0);
    for (const value of sorted) counts[bounds.findIndex((bound) => value <= bound)]++;
    expect(Math.max(...counts)).toBe(2500);
    const others = counts.filter((count) => count !== 2500);
    expect(bounds.length).toBeGreaterThanOrEqual(49);
    expect(Math.max(...others)).toBeLessThan(2 * (7500 / 49));
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
    // Halfway between these two rounds up to the upper one.
    const odd = 1 + Number.EPSILON;
    expect(between(odd, 1 + 2 * Number.EPSILON)).toBe(odd);
  });
});

describe("a binned table", () => {
  it("holds by row and by column the bin that each value belongs to", () => {
    const { table } = madeTable(700, 8);
    const binned = binTable(table, 40, {});
    binned.features.forEach((feature, f) => {
      const column = table.columns[feature.column];
      for (let row = 0; row < table.rows; row++) {
        const bin = binned.byColumn[f][row];
        expect((binned.words[row * binned.wordsPerRow + (f >> 2)] >>> (8 * (f & 3))) & 255).toBe(bin);
        if (feature.kind === "number" && column.kind === "number") {
          const value = column.values[row];
          const expected = Number.isNaN(value) ? MISSING_BIN : 1 + feature.bounds.findIndex((bound) => value <= bound);
          expect(bin).toBe(expected);
        } else if (feature.kind === "category" && column.kind === "category") {
          expect(bin).toBe(1 + feature.codes.indexOf(column.codes[row]));
        }
      }
    });
  });

  it("leaves constant columns out", () => {
    const binned = binTable(numberTable([1, 1, 1], [1, 2, 3], new Array(3).fill(Number.NaN)), 255, {});
    expect(binned.features.map((feature) => feature.column)).toEqual([1]);
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

describe("gradients on the grid", () => {
  it("have exact sums in any order, count the rows and stay close to p − y and p(1 − p)", () => {
    const u = uniforms(5);
    const scores = Float64Array.from({ length: 4001 }, () => 8 * u() - 4);
    const labels = Float64Array.from(scores, () => (u() < 0.5 ? 1 : 0));
    const gradients = createGradients(scores.length);
    fillGradients(gradients, scores, labels);
    const sums = (order: readonly number[]): number[] =>
      [0, 1].map((lane) => order.reduce((sum, row) => sum + gradients.pairs[2 * row + lane], 0));
    const rows = Array.from(scores.keys());
    const [g, c] = sums(rows);
    expect(sums([...rows].reverse())).toEqual([g, c]);
    expect(sums([...rows].sort((a, b) => scores[a] - scores[b]))).toEqual([g, c]);
    expect(Math.floor(c / gradients.countUnit)).toBe(4001);
    rows.forEach((row) => {
      const p = 1 / (1 + Math.exp(-scores[row]));
      expect(gradients.pairs[2 * row]).toBeCloseTo(p - labels[row], 10);
      expect(gradients.pairs[2 * row + 1] - gradients.countUnit).toBeCloseTo(p * (1 - p), 7);
    });
  });
});
