import type { Random } from "../../core/index.js";
import { checkFolds, type Fold, foldsFrom, shuffle } from "./fold.js";

/** How rows are folded. */
export interface KFoldOptions {
  /** How many folds; default 5. */
  readonly folds?: number | undefined;
  /** Shuffles first; without it folds are consecutive rows, as in scikit-learn. */
  readonly random?: Random | undefined;
}

/**
 * K-fold: every row is tested once. The first rows mod folds folds have one row more. Throws `learn.bad_table` with fewer rows than
 * folds.
 *
 * @example
 * ```ts
 * kFold(5, { folds: 2 }).map(({ test }) => [...test]); // [[0, 1, 2], [3, 4]]
 * ```
 */
export function kFold(rows: number, { folds = 5, random }: KFoldOptions = {}): Fold[] {
  checkFolds(folds, rows, "rows");
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  if (random !== undefined) shuffle(order, random);
  const foldOf = new Int32Array(rows);
  let at = 0;
  for (let fold = 0; fold < folds; fold++) {
    const size = Math.floor(rows / folds) + (fold < rows % folds ? 1 : 0);
    for (const row of order.subarray(at, at + size)) foldOf[row] = fold;
    at += size;
  }
  return foldsFrom(foldOf, folds);
}

/**
 * Folds made `repeats` times anew, each time with a stream of chance of its own, in one list.
 *
 * @example
 * ```ts
 * repeatedFolds((random) => stratifiedKFold(codes, { folds: 5, random }), { repeats: 10, random });
 * ```
 */
export function repeatedFolds(
  make: (random: Random) => readonly Fold[],
  { repeats, random }: { readonly repeats: number; readonly random: Random },
): Fold[] {
  return Array.from({ length: repeats }, (_, repeat) => make(random.split(`repeat ${repeat}`))).flat();
}
