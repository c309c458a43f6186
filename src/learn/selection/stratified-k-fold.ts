import { GyreError } from "../../core/index.js";
import { checkFolds, type Fold, foldsFrom, shuffle } from "./fold.js";
import type { KFoldOptions } from "./k-fold.js";

/** What {@link stratifiedKFold} takes. */
export interface StratifiedOptions extends KFoldOptions {
  /** Names of the classes, for messages. */
  readonly classes?: readonly string[] | undefined;
}

/**
 * Stratified k-fold: every class is spread over the folds so that its counts differ by at most one, by scikit-learn's allocation:
 * classes in order of first appearance stand in one queue that is dealt out in turn; then each class's rows go to the folds in
 * blocks (shuffled with `random`). `codes` `(n)`. Throws `learn.bad_table` naming a class with fewer rows than folds.
 */
export function stratifiedKFold(codes: ArrayLike<number>, options: StratifiedOptions = {}): Fold[] {
  const { folds = 5, random } = options;
  checkFolds(folds, codes.length, "rows");
  const members = membersInOrder(codes);
  checkClassSizes(members, folds, options.classes);
  const foldOf = new Int32Array(codes.length);
  let dealt = 0;
  for (const rows of members.values()) {
    const sizes = new Int32Array(folds);
    for (let i = 0; i < rows.length; i++) sizes[(dealt + i) % folds]++;
    dealt += rows.length;
    const places = new Int32Array(rows.length);
    let at = 0;
    sizes.forEach((size, fold) => {
      places.fill(fold, at, at + size);
      at += size;
    });
    if (random !== undefined) shuffle(places, random);
    rows.forEach((row, i) => {
      foldOf[row] = places[i];
    });
  }
  return foldsFrom(foldOf, folds);
}

/** The rows of each class, classes in order of first appearance. */
export function membersInOrder(codes: ArrayLike<number>): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (let row = 0; row < codes.length; row++) {
    const own = members.get(codes[row]);
    if (own === undefined) members.set(codes[row], [row]);
    else own.push(row);
  }
  return members;
}

/** Refuses a class that cannot be in every fold. */
export function checkClassSizes(
  members: ReadonlyMap<number, readonly number[]>,
  folds: number,
  classes: readonly string[] | undefined,
): void {
  for (const [code, rows] of members) {
    if (rows.length >= folds) continue;
    const name = classes?.[code] ?? String(code);
    throw new GyreError("learn.bad_table", `class "${name}" has ${rows.length} rows for ${folds} folds`, {
      hint: `${rows.length < 2 ? "" : `Ask for at most ${rows.length} folds, or `}join the class with another, or leave its rows out.`,
      details: { class: name, rows: rows.length, folds },
    });
  }
}
