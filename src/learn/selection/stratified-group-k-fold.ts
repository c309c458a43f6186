import { GyreError } from "../../core/index.js";
import { checkFolds, type Fold, foldsFrom, indexGroups, shuffle } from "./fold.js";
import { checkClassSizes, membersInOrder, type StratifiedOptions } from "./stratified-k-fold.js";

/**
 * Stratified group k-fold: groups are never parted, and each goes to the fold that keeps the classes' shares most even (scikit-learn's
 * greedy rule: groups by falling spread of their class counts; the fold with the least mean standard deviation of the shares, of
 * about equal ones the one with the fewest rows). `codes` and `groups` `(n)`. With `random` groups of equal spread come in a random
 * order. Throws `learn.bad_table` with fewer groups than folds or naming a class with fewer rows than folds.
 */
export function stratifiedGroupKFold(
  codes: ArrayLike<number>,
  groups: ArrayLike<number>,
  options: StratifiedOptions = {},
): Fold[] {
  const { folds = 5, random } = options;
  if (codes.length !== groups.length) {
    throw new GyreError("learn.bad_table", `there are ${groups.length} groups for ${codes.length} rows`);
  }
  const { groupOf, sizes } = indexGroups(groups);
  checkFolds(folds, sizes.length, "groups");
  const members = membersInOrder(codes);
  checkClassSizes(members, folds, options.classes);
  const classes = [...members.keys()].sort((a, b) => a - b);
  const totals = classes.map((code) => members.get(code)?.length ?? 0);
  const counts = Array.from(sizes, () => new Float64Array(classes.length));
  groupOf.forEach((group, row) => {
    counts[group][classes.indexOf(codes[row])]++;
  });
  const order = Int32Array.from(sizes.keys());
  if (random !== undefined) shuffle(order, random);
  const spread = counts.map(standardDeviation);
  const ordered = Array.from(order).sort((a, b) => spread[b] - spread[a]);
  const inFold = Array.from({ length: folds }, () => new Float64Array(classes.length));
  const foldOfGroup = new Int32Array(sizes.length);
  for (const group of ordered) {
    const best = bestFold(inFold, counts[group], totals);
    counts[group].forEach((count, c) => {
      inFold[best][c] += count;
    });
    foldOfGroup[group] = best;
  }
  return foldsFrom(
    groupOf.map((group) => foldOfGroup[group]),
    folds,
  );
}

function bestFold(inFold: readonly Float64Array[], group: Float64Array, totals: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let fewest = Number.POSITIVE_INFINITY;
  inFold.forEach((own, fold) => {
    const unevenness = totals.map((total, c) =>
      standardDeviation(inFold.map((counts, f) => (counts[c] + (f === fold ? group[c] : 0)) / total)),
    );
    const mean = unevenness.reduce((sum, value) => sum + value, 0) / totals.length;
    const rows = own.reduce((sum, count) => sum + count, 0);
    const aboutEqual = Math.abs(mean - least) <= 1e-8 + 1e-5 * Math.abs(least);
    if (mean < least || (aboutEqual && rows < fewest)) {
      best = fold;
      least = mean;
      fewest = rows;
    }
  });
  return best;
}

function standardDeviation(values: ArrayLike<number>): number {
  const numbers = Array.from(values);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length);
}
