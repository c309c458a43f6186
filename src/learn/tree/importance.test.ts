import { describe, expect, it } from "vitest";
import { madeTable, numberTable, uniforms } from "../../../test/support/learn-tables.js";
import { createRandom } from "../../core/index.js";
import type { Frame } from "../table.js";
import { classTarget } from "../target.js";
import { gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import { treeImportance } from "./importance.js";
import { permutationImportance } from "./importance-permutation.js";

describe("importance of the splits", () => {
  it("adds up gains and counts splits of all trees by column", () => {
    const { table, y } = madeTable(600, 3);
    const model = fitGbdt(gbdt({ trees: 8, leaves: 6 }), table, classTarget(y));
    const importance = treeImportance(model);
    expect(importance.map(({ name }) => name)).toEqual(table.names);
    importance.forEach(({ gain, splits }, column) => {
      const gains = model.trees.flatMap((tree) => (tree.gain ?? []).filter((_, node) => tree.column[node] === column));
      expect(splits).toBe(gains.length);
      expect(gain).toBeCloseTo(
        gains.reduce((sum, one) => sum + one, 0),
        9,
      );
    });
    expect(importance.reduce((sum, { splits }) => sum + splits, 0)).toBe(8 * 5);
  });
});

describe("permutation importance", () => {
  const n = 4000;
  const u = uniforms(3);
  const draw = (): number[] => Array.from({ length: n }, () => u() - 0.5);
  const frame = numberTable(draw(), draw(), draw());
  const value = (from: Frame, column: number, row: number): number => {
    const { kind, ...data } = from.columns[column] as { kind: "number"; values: Float64Array };
    return kind === "number" ? data.values[row] : Number.NaN;
  };
  const target = Float64Array.from({ length: n }, (_, i) => 3 * value(frame, 0, i) + value(frame, 1, i));
  const score = (given: Frame): number => {
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (3 * value(given, 0, i) + value(given, 1, i) - target[i]) ** 2;
    return -squares / n;
  };

  it("is twice the variance that the column explains, for a model that is right", () => {
    const [first, second, third] = permutationImportance(score, frame, { repeats: 8 });
    // E(3x − 3x')² = 2·9/12; the mean over 8 repeats of 4000 rows is within 5 %.
    expect(first.drop / 1.5).toBeCloseTo(1, 1);
    expect(second.drop / (1 / 6)).toBeCloseTo(1, 1);
    expect(third.drop).toBe(0);
    expect(first.drops).toHaveLength(8);
    expect(first.deviation).toBeGreaterThan(0);
  });

  it("does not depend on which other columns are asked about, and leaves the frame as it is", () => {
    const before = structuredClone(frame);
    const all = permutationImportance(score, frame, { random: createRandom(2), repeats: 2 });
    expect(permutationImportance(score, frame, { random: createRandom(2), repeats: 2, columns: ["x1"] })).toEqual([
      all[1],
    ]);
    expect(frame).toEqual(before);
  });

  it("refuses an unknown column and no repeats", () => {
    expect(() => permutationImportance(score, frame, { columns: ["y"] })).toThrow('the table has no column "y"');
    expect(() => permutationImportance(score, frame, { repeats: 0 })).toThrow("repeats is 0");
  });
});
