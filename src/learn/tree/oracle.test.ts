import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberTable } from "../../../test/support/learn-tables.js";
import type { GbdtModel, Tree } from "../model.js";
import type { Table } from "../table.js";
import { classTarget } from "../target.js";
import { type GbdtConfig, gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import { predictGbdtScores } from "./predict.js";

interface Row {
  readonly g: number;
  readonly h: number;
  readonly values: readonly number[];
}

const side = (rows: readonly Row[], l2: number): number => {
  const g = rows.reduce((sum, row) => sum + row.g, 0);
  const h = rows.reduce((sum, row) => sum + row.h, 0);
  return (g * g) / (h + l2);
};

/** The definition: every threshold of every column with missing values on either side, all sums from scratch. */
function bestGain(rows: readonly Row[], config: GbdtConfig): number {
  let best = 0;
  for (let column = 0; column < rows[0].values.length; column++) {
    for (const { values } of rows) {
      for (const missingLeft of [false, true]) {
        const goesLeft = (row: Row): boolean =>
          Number.isNaN(row.values[column]) ? missingLeft : row.values[column] <= values[column];
        const left = rows.filter(goesLeft);
        const right = rows.filter((row) => !goesLeft(row));
        if (Math.min(left.length, right.length) < config.minDataInLeaf) continue;
        if (Math.min(...[left, right].map((part) => part.reduce((sum, row) => sum + row.h, 0))) < 1e-3) continue;
        best = Math.max(best, side(left, config.l2) + side(right, config.l2) - side(rows, config.l2));
      }
    }
  }
  return best;
}

/** Walks the rows down the tree and hands each node and each leaf the rows that reach it. */
function visit(
  tree: Tree,
  rows: readonly Row[],
  atNode: (node: number, left: readonly Row[], right: readonly Row[]) => void,
  atLeaf: (leaf: number, rows: readonly Row[]) => void,
  node = tree.column.length === 0 ? -1 : 0,
): void {
  if (node < 0) {
    atLeaf(~node, rows);
    return;
  }
  const goesLeft = (row: Row): boolean => {
    const value = row.values[tree.column[node]];
    return Number.isNaN(value) ? tree.missingLeft[node] : value <= tree.threshold[node];
  };
  const left = rows.filter(goesLeft);
  const right = rows.filter((row) => !goesLeft(row));
  atNode(node, left, right);
  visit(tree, left, atNode, atLeaf, tree.left[node]);
  visit(tree, right, atNode, atLeaf, tree.right[node]);
}

function rowsBefore(model: GbdtModel, round: number, table: Table, y: Float64Array): Row[] {
  const mean = y.reduce((sum, label) => sum + label, 0) / y.length;
  const start = Math.log(mean / (1 - mean));
  const scores =
    round === 0
      ? new Float64Array(y.length).fill(start)
      : predictGbdtScores({ ...model, trees: model.trees.slice(0, round) }, table);
  return Array.from(scores, (score, i) => {
    const p = 1 / (1 + Math.exp(-score));
    const values = table.columns.map((column) => (column.kind === "number" ? column.values[i] : 0));
    return { g: p - y[i], h: p * (1 - p), values };
  });
}

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -5, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const sample = fc
  .record({
    rows: fc.array(fc.record({ x: fc.tuple(value, value, value), y: fc.constantFrom(0, 1) }), {
      minLength: 12,
      maxLength: 60,
    }),
    l2: fc.constantFrom(0.1, 1, 5),
    minDataInLeaf: fc.constantFrom(1, 3, 5),
  })
  .filter(({ rows }) => new Set(rows.map((row) => row.y)).size === 2);

describe("a tree", () => {
  it("divides every node by the best of all divisions and gives leaves −G/(H+λ)·rate, in every round", () => {
    fc.assert(
      fc.property(sample, ({ rows, l2, minDataInLeaf }) => {
        const table = numberTable(...[0, 1, 2].map((column) => rows.map(({ x }) => x[column])));
        const y = Float64Array.from(rows, (row) => row.y);
        const config = gbdt({ trees: 3, leaves: 6, learningRate: 0.3, l2, minDataInLeaf, minDataInBin: 1 });
        const model = fitGbdt(config, table, classTarget(y));
        let gain = 0;
        model.trees.forEach((tree, round) => {
          const before = rowsBefore(model, round, table, y);
          const start = round === 0 ? Math.log(meanOf(y) / (1 - meanOf(y))) : 0;
          visit(
            tree,
            before,
            (_node, left, right) => {
              const got = side(left, l2) + side(right, l2) - side([...left, ...right], l2);
              expect(got).toBeCloseTo(bestGain([...left, ...right], config), 8);
              expect(Math.min(left.length, right.length)).toBeGreaterThanOrEqual(minDataInLeaf);
              gain += got;
            },
            (leaf, reached) => {
              const g = reached.reduce((sum, row) => sum + row.g, 0);
              const h = reached.reduce((sum, row) => sum + row.h, 0);
              expect(tree.leaves[leaf]).toBeCloseTo((-g / (h + l2)) * 0.3 + start, 9);
            },
          );
        });
        expect(model.gain.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(gain, 7);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("stops only when no leaf has a division that gains", () => {
    fc.assert(
      fc.property(sample, ({ rows, l2, minDataInLeaf }) => {
        const table = numberTable(...[0, 1, 2].map((column) => rows.map(({ x }) => x[column])));
        const y = Float64Array.from(rows, (row) => row.y);
        const config = gbdt({ trees: 1, leaves: 64, l2, minDataInLeaf, minDataInBin: 1 });
        const model = fitGbdt(config, table, classTarget(y));
        visit(
          model.trees[0],
          rowsBefore(model, 0, table, y),
          () => {},
          (_leaf, reached) => expect(bestGain(reached, config)).toBeLessThan(1e-8),
        );
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});

function meanOf(y: Float64Array): number {
  return y.reduce((sum, label) => sum + label, 0) / y.length;
}
