import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { madeTable, selectColumns } from "../../../test/support/learn-tables.js";
import { rocAuc } from "../metrics/index.js";
import { selectRows } from "../table.js";
import { classTarget } from "../target.js";
import { gbdt } from "./config.js";
import { fitGbdt } from "./fit.js";
import { predictGbdtScores } from "./predict.js";

interface Case {
  readonly params: Readonly<Record<string, number>> & { readonly columns: number[] };
  readonly everyTenthScore: number[];
  readonly sum: number;
  readonly gain: number[];
}
// Made by golden/learn/reference.py with LightGBM 4.7.0 and scikit-learn 1.9.1.
const golden = JSON.parse(readFileSync(new URL("../../../golden/learn/reference.json", import.meta.url), "utf8"));

describe("trees against LightGBM", () => {
  const { table, y } = madeTable(1500, 42);
  for (const [name, { params, everyTenthScore, sum, gain }] of Object.entries<Case>(golden.trees)) {
    it(`give the same scores and gains: ${name}`, () => {
      const config = gbdt({
        trees: params.rounds,
        leaves: params.num_leaves,
        learningRate: params.learning_rate,
        minDataInLeaf: params.min_data_in_leaf,
        l2: params.lambda_l2 ?? 0,
        ...(params.max_depth === undefined ? {} : { maxDepth: params.max_depth }),
      });
      const columns = selectColumns(table, params.columns);
      const model = fitGbdt(config, columns, classTarget(y));
      const scores = predictGbdtScores(model, columns);
      // LightGBM keeps gradients as float32.
      everyTenthScore.forEach((score, i) => {
        expect(scores[10 * i]).toBeCloseTo(score, 5);
      });
      expect(scores.reduce((total, score) => total + score, 0)).toBeCloseTo(sum, 2);
      gain.forEach((amount, i) => {
        expect(model.gain[i]).toBeCloseTo(amount, 1);
      });
    });
  }

  it("rank held-out rows as well as LightGBM and scikit-learn do", () => {
    const { table, y } = madeTable(16_000, 7);
    const half = Array.from({ length: 8000 }, (_, i) => i);
    const train = selectRows(table, Int32Array.from(half));
    const test = selectRows(
      table,
      Int32Array.from(half, (i) => 8000 + i),
    );
    const model = fitGbdt(gbdt({ trees: 60, leaves: 15, l2: 1 }), train, classTarget(y.slice(0, 8000)));
    const auc = rocAuc(y.slice(8000), predictGbdtScores(model, test));
    expect(Math.abs(auc - golden.auc.lightgbm)).toBeLessThan(0.002);
    expect(Math.abs(auc - golden.auc.sklearn)).toBeLessThan(0.002);
  });
});
