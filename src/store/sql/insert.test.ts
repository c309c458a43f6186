import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createInsert } from "./insert.js";

describe("createInsert", () => {
  const compiledFor: number[] = [];
  const insert = (mostRows: number) =>
    createInsert(mostRows, (rows) => {
      compiledFor.push(rows);
      return { sql: `${rows} rows`, parameters: [], query: undefined, queryId: undefined } as never;
    });

  it("gives every value once and in order, in statements of at most so many rows", () => {
    fc.assert(
      fc.property(fc.nat(700), fc.integer({ min: 1, max: 300 }), (count, most) => {
        const rows = Array.from({ length: count }, (_, i) => [i, `row ${i}`]);
        const queries = insert(most)(rows);
        expect(queries.flatMap((query) => query.parameters)).toEqual(rows.flat());
        for (const { sql, parameters } of queries) {
          expect(sql).toBe(`${parameters.length / 2} rows`);
          expect(parameters.length / 2).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("compiles each size once, and takes few statements", () => {
    const of256 = insert(256);
    compiledFor.length = 0;
    expect(of256(Array.from({ length: 343 }, (_, i) => [i]))).toHaveLength(1 + 1 + 1 + 1 + 3);
    of256(Array.from({ length: 599 }, (_, i) => [i]));
    expect(compiledFor).toEqual([256, 64, 16, 4, 1]);
  });
});
