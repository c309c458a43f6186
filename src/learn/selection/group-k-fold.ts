import { GyreError } from "../../core/index.js";
import { checkFolds, type Fold, foldsFrom, indexGroups, shuffle } from "./fold.js";
import type { KFoldOptions } from "./k-fold.js";

/**
 * Group k-fold: rows of one group are never parted. Groups go from the largest down, of equal ones the greater number first, each to
 * the fold with the fewest rows (scikit-learn's rule); with `random` groups are shuffled and dealt out evenly instead. `groups` `(n)`.
 * Throws `learn.bad_table` with fewer groups than folds.
 */
export function groupKFold(groups: ArrayLike<number>, { folds = 5, random }: KFoldOptions = {}): Fold[] {
  const { groupOf, sizes } = indexGroups(groups);
  checkFolds(folds, sizes.length, "groups");
  const foldOfGroup = new Int32Array(sizes.length);
  const order = Int32Array.from(sizes.keys());
  if (random !== undefined) {
    shuffle(order, random).forEach((group, i) => {
      foldOfGroup[group] = Math.floor((i * folds) / order.length);
    });
  } else {
    const rows = new Float64Array(folds);
    for (const group of order.sort((a, b) => sizes[b] - sizes[a] || b - a)) {
      const lightest = rows.indexOf(Math.min(...rows));
      rows[lightest] += sizes[group];
      foldOfGroup[group] = lightest;
    }
  }
  return foldsFrom(
    groupOf.map((group) => foldOfGroup[group]),
    folds,
  );
}

/** One fold for each group, in ascending order of their numbers: tested on it, trained on all others. */
export function leaveOneGroupOut(groups: ArrayLike<number>): Fold[] {
  const { groupOf, sizes } = indexGroups(groups);
  checkFolds(Math.max(2, sizes.length), sizes.length, "groups");
  return foldsFrom(groupOf, sizes.length);
}

/** Refuses folds that train and test on rows of one group; throws `learn.bad_table` naming the fold and the group. */
export function checkGroupsApart(folds: readonly Fold[], groups: ArrayLike<number>): void {
  folds.forEach(({ train, test }, fold) => {
    const tested = new Set(Array.from(test, (row) => groups[row]));
    const row = train.find((candidate) => tested.has(groups[candidate]));
    if (row === undefined) return;
    throw new GyreError(
      "learn.bad_table",
      `fold ${fold} trains on row ${row} of group ${groups[row]}, which it also tests on`,
      {
        hint: "Make the folds by groupKFold or stratifiedGroupKFold.",
        details: { fold, row },
      },
    );
  });
}
