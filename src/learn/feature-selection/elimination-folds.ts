import { innerFolds, type WeightedRows } from "../ensemble/inner-folds.js";
import { answersOf, type InnerOptions, selectWeighted } from "../ensemble/out-of-fold.js";
import { eliminationPath, type PathOptions } from "./elimination-path.js";
import { framePart } from "./importances.js";

/** The mean loss on rows held out of the models of so many columns. */
export interface SizeLoss {
  readonly columns: number;
  readonly loss: number;
}

/**
 * Eliminates on each fold's training rows, and judges each round's model on the fold's own: by log loss (probabilities cut to
 * [2⁻⁵², 1]), or by squared error. Sizes ascending. Folds are dealt as those of stacking: equal rows share one.
 */
export function lossBySize(
  data: WeightedRows,
  path: PathOptions & { readonly folds: number },
  options: InnerOptions,
): SizeLoss[] {
  const foldOf = innerFolds(data, path.folds, options.random.split("folds"));
  const rows = Array.from(foldOf.keys());
  const sums = new Map<number, number>();
  let total = 0;
  for (let fold = 0; fold < path.folds; fold++) {
    const training = selectWeighted(
      data,
      Int32Array.from(rows.filter((row) => foldOf[row] >= 0 && foldOf[row] !== fold)),
    );
    const held = selectWeighted(data, Int32Array.from(rows.filter((row) => foldOf[row] === fold)));
    total += held.weights.reduce((sum, weight) => sum + weight, 0);
    eliminationPath(
      training,
      path,
      { ...options, random: options.random.split(`fold ${fold}`) },
      ({ columns, model }) => {
        const { target } = held;
        const prediction = path.learner.predict(model, framePart(held.frame, columns));
        const answers = answersOf(prediction, target.kind === "class" ? target.classes : undefined);
        sums.set(columns.length, (sums.get(columns.length) ?? 0) + lossOf(held, answers));
      },
    );
  }
  const sizes = [...sums.keys()].sort((a, b) => a - b);
  return sizes.map((columns) => ({ columns, loss: sums.get(columns)! / total }));
}

/** The size of the least loss, of equals the smallest. */
export function bestSize(losses: readonly SizeLoss[]): number {
  return losses.reduce((best, found) => (found.loss < best.loss ? found : best)).columns;
}

function lossOf({ target, weights }: WeightedRows, answers: Float64Array): number {
  if (target.kind === "class") {
    const k = target.classes.length;
    return weights.reduce((sum, weight, i) => {
      const p = Math.max(Number.EPSILON, answers[i * k + target.codes[i]]);
      return sum - weight * Math.log(p);
    }, 0);
  }
  return weights.reduce((sum, weight, i) => sum + weight * (answers[i] - target.values[i]) ** 2, 0);
}
