import { createRandom, GyreError, type Random } from "../../core/index.js";
import { type Frame, type FrameColumn, selectRows } from "../table.js";

/** How much worse a model scores without what one column says. */
export interface PermutationImportance {
  readonly name: string;
  /** Mean drop of the score over the repeats; about 0 for a column that says nothing. */
  readonly drop: number;
  /** Standard deviation of the drop over the repeats. */
  readonly deviation: number;
  /** The drop of each repeat. */
  readonly drops: readonly number[];
}

export interface PermutationOptions {
  /** The columns to ask about; default all. */
  readonly columns?: readonly string[];
  /** Permutations of each column; default 5, as in scikit-learn. */
  readonly repeats?: number;
  /** Chance for the permutations; without it a stream with a fixed seed. */
  readonly random?: Random;
}

/**
 * Permutation importance (Breiman, 2001): the values of one column are dealt out to the rows anew, and what the score loses by it is the
 * column's importance. `score` says how good the model is on a frame, the larger the better, so that any model and metric will do. Give
 * it rows that the model was not trained on: on training rows a column that is pure noise can look important. Columns that say the same stand in
 * for each other, and all look unimportant.
 *
 * Cost: one score for each column and repeat, and one more.
 *
 * @example
 * ```ts
 * const score = (frame: Frame) => rocAuc(labels, predictGbdtScores(model, frame as Table));
 * const [best] = permutationImportance(score, heldOut).sort((a, b) => b.drop - a.drop);
 * ```
 */
export function permutationImportance(
  score: (frame: Frame) => number,
  frame: Frame,
  options: PermutationOptions = {},
): PermutationImportance[] {
  const { columns = frame.names, repeats = 5, random = createRandom("permutation") } = options;
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw new GyreError("learn.bad_config", `repeats is ${repeats}, expected a whole number of at least 1`);
  }
  const base = score(frame);
  return columns.map((name) => {
    const at = frame.names.indexOf(name);
    if (at < 0)
      throw new GyreError("learn.bad_table", `the table has no column "${name}"`, { details: { column: name } });
    const stream = random.split(name);
    const drops = Array.from({ length: repeats }, (_, repeat) => {
      const order = permutation(frame.rows, stream.split(String(repeat)));
      return base - score(withColumn(frame, at, permuted(frame, at, order)));
    });
    return { name, ...summary(drops), drops };
  });
}

function permuted(frame: Frame, at: number, order: Int32Array): FrameColumn {
  const alone: Frame = { rows: frame.rows, names: [frame.names[at]], columns: [frame.columns[at]] };
  return selectRows(alone, order).columns[0];
}

function withColumn(frame: Frame, at: number, column: FrameColumn): Frame {
  return { ...frame, columns: frame.columns.map((own, i) => (i === at ? column : own)) };
}

/** Fisher and Yates' shuffle of 0 … n − 1. */
function permutation(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const other = order[i];
    order[i] = order[j];
    order[j] = other;
  }
  return order;
}

function summary(drops: readonly number[]): { readonly drop: number; readonly deviation: number } {
  const drop = drops.reduce((sum, value) => sum + value, 0) / drops.length;
  const squares = drops.reduce((sum, value) => sum + (value - drop) ** 2, 0);
  return { drop, deviation: drops.length > 1 ? Math.sqrt(squares / (drops.length - 1)) : 0 };
}
