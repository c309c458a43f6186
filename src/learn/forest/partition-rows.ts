import type { NodeSplit } from "./node-split.js";
import type { RowStatistics, TreeSample } from "./tree-sample.js";

/** Orders a node's rows so that those that go left come first, both sides in their old order; gives where the right side begins. */
export type Partition = (split: NodeSplit, start: number, end: number) => number;

/** Partitions the rows of one sample, and what moves with them. */
export function createPartition({ rows, statistics }: TreeSample): Partition {
  const right = new Int32Array(rows.length);
  const side = new Uint8Array(rows.length);
  const moving = movingWith(statistics);
  const rightMoving = new Float64Array(moving.length === 0 ? 0 : rows.length);
  return (split, start, end) => {
    markLeft(split, rows, side, start, end);
    const left = start + move(rows, right, side, start, end);
    for (const values of moving) move(values, rightMoving, side, start, end);
    return left;
  };
}

function movingWith(statistics: RowStatistics): readonly Float64Array[] {
  if (statistics.kind === "packed") return [statistics.packed];
  return statistics.kind === "numbers" ? [statistics.weights, statistics.products] : [];
}

/** 1 for each row that goes left. */
function markLeft(
  { feature, decision }: NodeSplit,
  rows: Int32Array,
  side: Uint8Array,
  start: number,
  end: number,
): void {
  const { bins, count } = feature;
  if (decision.kind === "number") {
    // A missing value's bin is above every cut.
    const { cut } = decision;
    const missing = decision.missingLeft ? count : -1;
    for (let i = start; i < end; i++) {
      const bin = bins[rows[i]];
      side[i] = bin <= cut || bin === missing ? 1 : 0;
    }
  } else {
    const isMember = new Uint8Array(count + 1);
    for (const code of decision.left) isMember[code] = 1;
    for (let i = start; i < end; i++) side[i] = isMember[bins[rows[i]]];
  }
}

/** Moves what is marked to the front, without branches; gives how much that was. */
function move<T extends Int32Array | Float64Array>(
  values: T,
  scratch: T,
  side: Uint8Array,
  start: number,
  end: number,
): number {
  let left = start;
  let rest = 0;
  for (let i = start; i < end; i++) {
    const value = values[i];
    const isLeft = side[i];
    values[left] = value;
    scratch[rest] = value;
    left += isLeft;
    rest += 1 - isLeft;
  }
  for (let i = 0; i < rest; i++) values[left + i] = scratch[i];
  return left - start;
}
