import type { Random } from "../../core/index.js";
import { hashedOrder, rowHashes } from "../ensemble/row-hash.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";

/**
 * A fold from 0 for each row with weight, −1 for the others: shuffled, then dealt one by one, class after class, so that classes and
 * folds are as even as can be. With fewer rows than folds there are as many folds as rows. Rows are brought into an order of their
 * content before they are shuffled, so that theirs in the frame has no part in it.
 */
export function dealFolds(
  { frame, target, weights }: { readonly frame: Frame; readonly target: Target; readonly weights: Float64Array },
  folds: number,
  random: Random,
): Int32Array {
  const { order } = hashedOrder(rowHashes(frame, target, random), weights);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  if (target.kind === "class") order.sort((a, b) => target.codes[a] - target.codes[b]);
  const dealt = new Int32Array(frame.rows).fill(-1);
  order.forEach((row, i) => {
    dealt[row] = i % folds;
  });
  return dealt;
}
