import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../core/index.js";
import { classTarget, numberTarget, relevanceTarget } from "../../target.js";
import { drawColumns, drawGoss, drawHeldOut, gossOfRound, rowsOfRound } from "./index.js";

const random = createRandom(7);

/** |z| of a count with expectation n·p: above 5 once in 1.7 million draws. */
function z(count: number, n: number, p: number): number {
  return Math.abs(count - n * p) / Math.sqrt(n * p * (1 - p));
}

describe("rows drawn for a round", () => {
  const config = { rowFraction: 0.3, rowFractionEvery: 1 };

  it("are exactly the share, ascending, without replacement, and work without another switch", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 99 }), (n, percent) => {
        const rows = rowsOfRound({ rowFraction: percent / 100, rowFractionEvery: 1 }, n, 3, random);
        const wanted = Math.max(1, Math.round((percent / 100) * n));
        if (wanted === n) expect(rows).toBeNull();
        else expect(rows).toHaveLength(wanted);
        rows?.forEach((row, i) => {
          expect(row).toBeLessThan(n);
          if (i > 0) expect(row).toBeGreaterThan(rows[i - 1]);
        });
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(rowsOfRound({ rowFraction: 1, rowFractionEvery: 1 }, 50, 0, random)).toBeNull();
  });

  it("take every row equally often, and every pair", () => {
    const counts = new Float64Array(20);
    let together = 0;
    const draws = 4000;
    for (let round = 0; round < draws; round++) {
      const rows = rowsOfRound(config, 20, round, random) ?? new Int32Array(0);
      for (const row of rows) counts[row]++;
      if (rows.includes(4) && rows.includes(17)) together++;
    }
    for (const count of counts) expect(z(count, draws, 0.3)).toBeLessThan(5);
    expect(z(together, draws, (6 * 5) / (20 * 19))).toBeLessThan(5);
  });

  it("change every so many rounds, and depend on seed and round alone", () => {
    const every = { rowFraction: 0.5, rowFractionEvery: 4 };
    const at = (round: number, seed = 1) => rowsOfRound(every, 100, round, createRandom(seed));
    expect(at(3)).toEqual(at(0));
    expect(at(4)).not.toEqual(at(0));
    expect(at(0, 2)).not.toEqual(at(0));
  });
});

describe("columns drawn for a tree or a node", () => {
  it("are max(1, round(f·F)) of them in their order, each equally often", () => {
    const columns = Int32Array.of(2, 3, 5, 7, 11);
    expect(drawColumns(columns, 1, random)).toBe(columns);
    expect(drawColumns(columns, 0.01, random)).toHaveLength(1);
    expect(drawColumns(columns, 0.5, random.split("half"))).toHaveLength(3);
    const counts = new Map<number, number>();
    for (let tree = 0; tree < 4000; tree++) {
      const drawn = drawColumns(columns, 0.4, random.split(String(tree)));
      expect(drawn[0]).toBeLessThan(drawn[1]);
      for (const column of drawn) counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    for (const column of columns) expect(z(counts.get(column) ?? 0, 4000, 0.4)).toBeLessThan(5);
  });
});

describe("one-side sampling by gradients", () => {
  const keys = Float64Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
  const goss = { topRate: 0.2, otherRate: 0.1 };

  it("keeps the rows with the largest keys as they are and makes the drawn ones count for all others", () => {
    const draw = drawGoss(goss, keys, random);
    expect(draw?.rows).toHaveLength(30);
    draw?.rows.forEach((row, i) => {
      expect(draw.factors[i]).toBe(keys[row] >= 80 ? 1 : 8);
      if (i > 0) expect(row).toBeGreaterThan(draw.rows[i - 1]);
    });
    expect(Array.from(draw?.rows ?? []).filter((row) => keys[row] >= 80)).toHaveLength(20);
  });

  it("keeps all rows of equal keys", () => {
    expect(drawGoss(goss, new Float64Array(50).fill(2), random)).toBeNull();
    const ties = Float64Array.from({ length: 100 }, (_, i) => (i < 60 ? 5 : 1));
    const draw = drawGoss(goss, ties, random);
    expect(draw?.rows).toHaveLength(70);
    expect(draw?.factors[69]).toBe(4);
  });

  it("keeps sums over all rows in the mean", () => {
    const exact = keys.reduce((sum, key) => sum + key, 0);
    const sums = Array.from({ length: 2000 }, (_, i) => {
      const draw = drawGoss(goss, keys, random.split(String(i)));
      return draw === null ? Number.NaN : draw.rows.reduce((sum, row, at) => sum + draw.factors[at] * keys[row], 0);
    });
    const mean = sums.reduce((a, b) => a + b, 0) / sums.length;
    const sd = Math.sqrt(sums.reduce((a, b) => a + (b - mean) ** 2, 0) / (sums.length - 1));
    expect(Math.abs(mean - exact)).toBeLessThan((5 * sd) / Math.sqrt(sums.length));
  });

  it("uses all rows in the first 1 / learningRate rounds, and adds the outputs' keys", () => {
    const gradient = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : i));
    const derivatives = { gradient, hessian: gradient.map(() => 0.5), rows: 20 };
    const config = { goss, learningRate: 0.25 };
    expect(gossOfRound(config, derivatives, 3, random)).toBeNull();
    const draw = gossOfRound(config, derivatives, 4, random);
    expect(Array.from(draw?.rows ?? []).slice(-4)).toEqual([16, 17, 18, 19]);
    expect(gossOfRound({ learningRate: 0.25 }, derivatives, 4, random)).toBeNull();
  });
});

describe("rows held out for validation", () => {
  it("are the share of each class, in neither side twice", () => {
    const target = classTarget(Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? "rare" : "often")));
    const { training, validation } = drawHeldOut(target, 0.2, random);
    expect([...training, ...validation].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    expect(validation).toHaveLength(20);
    expect(validation.filter((row) => row % 10 === 0)).toHaveLength(2);
  });

  it("are whole queries in ranking", () => {
    const queries = Array.from({ length: 60 }, (_, i) => i % 12);
    const { validation } = drawHeldOut(relevanceTarget(new Array(60).fill(0), queries), 0.25, random);
    expect(validation).toHaveLength(15);
    expect(new Set(Array.from(validation, (row) => queries[row])).size).toBe(3);
  });

  it("leave a row for training, and are refused when there would be none", () => {
    expect(drawHeldOut(numberTarget([1, 2]), 0.9, random).training).toHaveLength(1);
    expect(() => drawHeldOut(numberTarget([1]), 0.9, random)).toThrow(
      "too few rows to keep 0.9 of them for validation",
    );
  });
});
