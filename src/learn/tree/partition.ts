import { type BinnedTable, MISSING_BIN } from "./binned.js";
import type { Split } from "./split.js";

/** Where rows are while a tree grows: each leaf owns one range of `rows`, ascending within. */
export interface RowOrder {
  readonly rows: Int32Array;
  readonly scratch: Int32Array;
  /** 1 for the bins that go left; filled anew for each split. */
  readonly goesLeft: Uint8Array;
}

/** All rows in their order. */
export function createRowOrder(rows: number): RowOrder {
  return { rows: new Int32Array(rows), scratch: new Int32Array(rows), goesLeft: new Uint8Array(256) };
}

/** Puts every row back to its own place, as one leaf. */
export function resetRowOrder({ rows }: RowOrder): void {
  for (let i = 0; i < rows.length; i++) rows[i] = i;
}

/** Divides the range [from, to) into left and right rows, each still ascending, and returns where the right ones begin. */
export function partition(order: RowOrder, binned: BinnedTable, split: Split, from: number, to: number): number {
  const { rows, scratch, goesLeft } = order;
  fillGoesLeft(goesLeft, split);
  const bins = binned.byColumn[split.feature];
  let left = from;
  let right = 0;
  // Both places are written and one counter moves: no branch to mispredict.
  for (let i = from; i < to; i++) {
    const row = rows[i];
    const isLeft = goesLeft[bins[row]];
    rows[left] = row;
    scratch[right] = row;
    left += isLeft;
    right += 1 - isLeft;
  }
  rows.set(scratch.subarray(0, right), left);
  return left;
}

function fillGoesLeft(goesLeft: Uint8Array, split: Split): void {
  goesLeft.fill(0);
  if (split.leftBins === null) goesLeft.fill(1, 1, split.bin + 1);
  else for (const bin of split.leftBins) goesLeft[bin] = 1;
  goesLeft[MISSING_BIN] = split.missingLeft ? 1 : 0;
}
