import { GyreError, type Random } from "../../core/index.js";

/** Row numbers to train on and to test on, ascending. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** The folds in which row i is tested in fold `foldOf[i]` and trained on in all others. */
export function foldsFrom(foldOf: Int32Array, folds: number): Fold[] {
  const rows = Int32Array.from(foldOf.keys());
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    test: rows.filter((row) => foldOf[row] === fold),
  }));
}

/** Refuses a number of folds that is no whole number of at least 2, and more folds than there is of what they are made of. */
export function checkFolds(folds: number, count: number, of: string): void {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new GyreError("learn.bad_config", `folds is ${folds}, expected a whole number of at least 2`);
  }
  if (count < folds) {
    throw new GyreError("learn.bad_table", `there are ${count} ${of} for ${folds} folds`, {
      hint: count < 2 ? "There is too little to fold." : `Ask for at most ${count} folds.`,
      details: { count, folds },
    });
  }
}

/** Puts `values` into a random order, in place (Fisher and Yates); each order is equally likely. */
export function shuffle<T extends Int32Array | Float64Array>(values: T, random: Random): T {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const held = values[i];
    values[i] = values[j];
    values[j] = held;
  }
  return values;
}

/** Groups by number in ascending order, the group of each row as its place there, and how many rows each has. */
export interface GroupIndex {
  readonly groupOf: Int32Array;
  readonly groups: readonly number[];
  readonly sizes: Int32Array;
}

/** Numbers the groups; throws `learn.bad_table` naming the row of one that is NaN. */
export function indexGroups(groups: ArrayLike<number>): GroupIndex {
  const missing = Array.prototype.findIndex.call(groups, Number.isNaN);
  if (missing >= 0) {
    throw new GyreError("learn.bad_table", `the group of row ${missing} is missing`, { details: { row: missing } });
  }
  const distinct = [...new Set(Array.from(groups))].sort((a, b) => a - b);
  const place = new Map(distinct.map((group, i) => [group, i]));
  const sizes = new Int32Array(distinct.length);
  const groupOf = Int32Array.from(groups, (group) => place.get(group) ?? 0);
  for (const group of groupOf) sizes[group]++;
  return { groupOf, groups: distinct, sizes };
}
