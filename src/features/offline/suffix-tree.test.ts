import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSuffixTree } from "./suffix-tree.js";

const insertions = fc.array(fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: -1000, max: 1000 })), {
  maxLength: 40,
});

const folds = {
  sum: (values: number[]) => values.reduce((a, b) => a + b, 0),
  min: (values: number[]) => Math.min(...values),
  max: (values: number[]) => Math.max(...values),
} as const;

describe("a suffix tree", () => {
  it.each(["sum", "min", "max"] as const)("gives the %s of what was inserted from a place on", (op) => {
    const tree = createSuffixTree(op, 20);
    fc.assert(
      fc.property(insertions, (inserted) => {
        tree.reset(20);
        inserted.forEach(([place, value], n) => {
          tree.insert(place, value);
          for (const from of [0, 7, 19, 20]) {
            const values = inserted
              .slice(0, n + 1)
              .filter(([at]) => at >= from)
              .map(([, v]) => v);
            expect(tree.from(from)).toBe(folds[op](values));
          }
        });
      }),
    );
  });

  it("keeps what a sum of doubles would lose", () => {
    const tree = createSuffixTree("sum", 4);
    tree.reset(4);
    for (const [place, value] of [1e16, 1, -1e16, 1e-9].entries()) tree.insert(place, value);
    expect(tree.from(0)).toBe(1.000000001);
  });
});
