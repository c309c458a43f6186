import { modelColumnsOf } from "../check-table.js";
import type { FitOptions } from "../fit-options.js";
import type { Tree } from "../model.js";
import { selectRows, type Table } from "../table.js";
import type { Target } from "../target.js";
import { compileTrees, sumTrees } from "../tree/walk/index.js";
import type { OutOfBag } from "./model.js";
import type { TrainingSet } from "./training-set.js";

/** Collects what trees say of the rows that they did not see. */
export interface OutOfBagScorer {
  readonly add: (tree: Tree, counts: Uint32Array) => void;
  readonly finish: () => OutOfBag;
}

/** Prepares the judgement of each training row by the trees that were grown without it. */
export function createOutOfBag(
  training: TrainingSet,
  table: Table,
  target: Target,
  options: FitOptions,
): OutOfBagScorer {
  const outputs = target.kind === "class" ? target.classes.length : 1;
  const columns = modelColumnsOf(table);
  const sums = new Float64Array(training.rows * outputs);
  const votes = new Uint32Array(training.rows);
  return {
    add(tree, counts) {
      const left = Int32Array.from(counts.keys()).filter((row) => counts[row] === 0);
      const rows = selectRows(
        table,
        left.map((row) => training.order[row]),
      );
      const said = sumTrees(compileTrees({ columns, trees: [tree], outputs, leafValues: "all" }), rows, "direct");
      left.forEach((row, i) => {
        votes[row]++;
        for (let k = 0; k < outputs; k++) sums[row * outputs + k] += said[i * outputs + k];
      });
    },
    finish() {
      const judged = Int32Array.from(votes.keys()).filter((row) => votes[row] > 0);
      const weights = Float64Array.from(training.order, (row) => options.weights?.[row] ?? 1);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const weight = judged.reduce((sum, row) => sum + weights[row], 0);
      const score =
        target.kind === "class"
          ? accuracy(judged, weights, sums, outputs, (row) => target.codes[training.order[row]])
          : rSquared(
              judged,
              weights,
              (row) => sums[row] / votes[row],
              (row) => target.values[training.order[row]],
            );
      return { score, coverage: weight / total };
    },
  };
}

function accuracy(
  rows: Int32Array,
  weights: Float64Array,
  sums: Float64Array,
  outputs: number,
  codeOf: (row: number) => number,
): number {
  let right = 0;
  let total = 0;
  for (const row of rows) {
    let best = 0;
    for (let k = 1; k < outputs; k++) if (sums[row * outputs + k] > sums[row * outputs + best]) best = k;
    total += weights[row];
    if (best === codeOf(row)) right += weights[row];
  }
  return right / total;
}

function rSquared(
  rows: Int32Array,
  weights: Float64Array,
  said: (row: number) => number,
  truth: (row: number) => number,
): number {
  let [total, sum, squares, errors] = [0, 0, 0, 0];
  for (const row of rows) {
    total += weights[row];
    sum += weights[row] * truth(row);
  }
  const mean = sum / total;
  for (const row of rows) {
    squares += weights[row] * (truth(row) - mean) ** 2;
    errors += weights[row] * (truth(row) - said(row)) ** 2;
  }
  return 1 - errors / squares;
}
