import { describe, expect, it } from "vitest";
import { numberTable, uniforms } from "../../../test/support/learn-tables.js";
import type { GbdtModel } from "../model.js";
import type { Table } from "../table.js";
import { type GbdtConfig, gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import { predictGbdtScores } from "./predict.js";

const stump = gbdt({ trees: 1, leaves: 2, minDataInLeaf: 1 });

function trained(config: GbdtConfig, table: Table, y: Float64Array): GbdtModel {
  return fitGbdt(config, table, { kind: "class", codes: Int32Array.from(y), classes: ["0", "1"] });
}

describe("missing numbers", () => {
  const values = Array.from({ length: 80 }, (_, i) => (i % 4 === 0 ? Number.NaN : i));

  it("go to the side whose labels they share", () => {
    for (const label of [0, 1]) {
      const y = Float64Array.from(values, (x) => (Number.isNaN(x) ? label : x > 40 ? 1 : 0));
      const table = numberTable(values);
      const [tree] = trained(stump, table, y).trees;
      expect(tree.missingLeft[0]).toBe(label === 0);
      const scores = predictGbdtScores(trained(stump, table, y), numberTable([Number.NaN, 1, 79]));
      expect(scores[0]).toBe(label === 0 ? scores[1] : scores[2]);
    }
  });

  it("can be divided from all the rest, infinity included", () => {
    const y = Float64Array.from(values, (x) => (Number.isNaN(x) ? 1 : 0)).with(41, 1);
    const [tree] = trained(stump, numberTable(values), y).trees;
    expect(tree.threshold[0]).toBe(Number.POSITIVE_INFINITY);
    const scores = predictGbdtScores(
      trained(stump, numberTable(values), y),
      numberTable([Number.NaN, Number.POSITIVE_INFINITY, 3]),
    );
    expect(scores[0]).toBeGreaterThan(scores[1]);
    expect(scores[1]).toBe(scores[2]);
  });

  it("follow the larger side where training had none", () => {
    const few = Array.from({ length: 30 }, (_, i) => i);
    const model = trained(
      stump,
      numberTable(few),
      Float64Array.from(few, (x) => (x >= 25 ? 1 : 0)),
    );
    const [missing, low] = predictGbdtScores(model, numberTable([Number.NaN, 0]));
    expect(missing).toBe(low);
  });
});

describe("a threshold", () => {
  it("lies in the middle of the bins that are empty in the node", () => {
    // Where x0 = 1, x1 is 0 or 10; the values between come only with x0 = 2.
    const rows = Array.from({ length: 200 }, (_, i) =>
      i < 100 ? { x0: 1, x1: i % 2 ? 10 : 0 } : { x0: 2, x1: i % 11 },
    );
    const table = numberTable(
      rows.map(({ x0 }) => x0),
      rows.map(({ x1 }) => x1),
    );
    const y = Float64Array.from(rows, ({ x0, x1 }, i) => (x0 === 2 || (x1 === 10 && i % 5 < 2) ? 1 : 0));
    const [tree] = trained(gbdt({ trees: 1, leaves: 3, minDataInLeaf: 1, l2: 0 }), table, y).trees;
    expect(tree.column).toEqual([0, 1]);
    expect(tree.threshold[0]).toBeCloseTo(1.5, 12);
    expect(tree.threshold[1]).toBeCloseTo(4.5, 12);
  });
});

describe("categories", () => {
  const u = uniforms(9);
  const codes = Int32Array.from({ length: 6000 }, () => Math.floor(20 * u()));
  const good = new Set([2, 5, 11, 17]);
  const y = Float64Array.from(codes, (code) => (u() < (good.has(code) ? 0.8 : 0.2) ? 1 : 0));
  const categories = Array.from({ length: 20 }, (_, code) => `k${code}`);
  const table: Table = { rows: 6000, names: ["k"], columns: [{ kind: "category", codes, categories }] };

  it("are divided by set, not by the order of their codes", () => {
    const [tree] = trained(stump, table, y).trees;
    expect(new Set(tree.leftCodes[0])).toEqual(good);
  });

  it("keep their meaning when a table numbers them otherwise; unknown and missing go right", () => {
    const model = trained(stump, table, y);
    const other: Table = {
      rows: 4,
      names: ["k"],
      columns: [{ kind: "category", codes: Int32Array.of(0, 1, 2, -1), categories: ["k5", "k4", "new"] }],
    };
    const [k5, k4, unknown, missing] = predictGbdtScores(model, other);
    expect(k5).toBeGreaterThan(k4);
    expect([unknown, missing]).toEqual([k4, k4]);
  });

  it("with up to four values are tried one against the rest", () => {
    const few = Int32Array.from({ length: 300 }, (_, i) => i % 3);
    const labels = Float64Array.from(few, (code, i) => (code === 1 ? (i % 10 ? 1 : 0) : i % 10 ? 0 : 1));
    const made: Table = {
      rows: 300,
      names: ["k"],
      columns: [{ kind: "category", codes: few, categories: ["a", "b", "c"] }],
    };
    expect(trained(stump, made, labels).trees[0].leftCodes[0]).toEqual([1]);
  });

  it("beyond 255 values keep the frequent ones and send the rare ones right", () => {
    const many = Int32Array.from({ length: 8000 }, (_, i) => (i < 4000 ? i % 2 : i % 1000));
    const labels = Float64Array.from(many, (code) => (code === 1 ? 1 : 0));
    const names = Array.from({ length: 1000 }, (_, code) => `k${code}`);
    const made: Table = { rows: 8000, names: ["k"], columns: [{ kind: "category", codes: many, categories: names }] };
    expect(trained(stump, made, labels).trees[0].leftCodes[0]).toEqual([1]);
  });
});
