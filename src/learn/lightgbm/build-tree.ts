import type { Tree } from "../model.js";
import { unreadable } from "./model-text.js";
import { leftCategories, type RawTree } from "./raw-tree.js";
import { type Comparison, comparisonOf, comparisonsAroundZero, type Turn } from "./zero-missing.js";

/** Most leaves of a tree in which nodes had to be written several times. */
const MAX_LEAVES = 1_000_000;

/** A tree under construction. */
interface Growing {
  readonly raw: RawTree;
  readonly codeOf: readonly (ReadonlyMap<number, number> | null)[];
  readonly column: number[];
  readonly threshold: number[];
  readonly leftCodes: (number[] | null)[];
  readonly missingLeft: boolean[];
  readonly left: number[];
  readonly right: number[];
  readonly gain: number[];
  readonly nodeWeight: number[];
  /** The text's leaf for each leaf. */
  readonly leaves: number[];
  /** Children of the text that still have to be written, and the place that waits for them. */
  readonly open: { readonly child: number; readonly node: number; readonly side: "left" | "right" }[];
}

/** A tree of ours from LightGBM's, parents before children; `codeOf` maps each column's categories. */
export function buildTree(raw: RawTree, codeOf: readonly (ReadonlyMap<number, number> | null)[]): Tree {
  const growing: Growing = {
    raw,
    codeOf,
    column: [],
    threshold: [],
    leftCodes: [],
    missingLeft: [],
    left: [],
    right: [],
    gain: [],
    nodeWeight: [],
    leaves: [],
    open: [],
  };
  if (raw.column.length === 0) growing.leaves.push(0);
  else writeNode(growing, 0);
  for (let task = growing.open.pop(); task !== undefined; task = growing.open.pop()) {
    growing[task.side][task.node] = task.child < 0 ? ~(growing.leaves.push(~task.child) - 1) : growing.column.length;
    if (task.child >= 0) writeNode(growing, task.child);
    if (growing.leaves.length > MAX_LEAVES) throw unreadable(`a tree would have more than ${MAX_LEAVES} leaves`);
  }
  const { column, threshold, leftCodes, missingLeft, left, right, gain, nodeWeight, leaves } = growing;
  return {
    column,
    threshold,
    leftCodes,
    missingLeft,
    left,
    right,
    leaves: leaves.map((leaf) => raw.leaves[leaf]),
    gain,
    nodeWeight,
    leafWeight: leaves.map((leaf) => raw.leafCount[leaf]),
  };
}

function writeNode(growing: Growing, node: number): void {
  const { raw, codeOf } = growing;
  if (raw.isCategory[node]) {
    const codes = codeOf[raw.column[node]];
    const known = leftCategories(raw, node).flatMap((code) => codes?.get(code) ?? []);
    writeSplit(growing, node, { threshold: 0, missingLeft: false }, known);
    return;
  }
  const comparison = comparisonOf(raw, node);
  if (comparison !== null) {
    writeSplit(growing, node, comparison, null);
    return;
  }
  for (const { below, above, ...step } of comparisonsAroundZero(raw.threshold[node], raw.defaultLeft[node])) {
    writeSplit(growing, node, step, null, below, above);
  }
}

/** Writes one node; its gain counts once, with the first of the comparisons that stand for it. */
function writeSplit(
  growing: Growing,
  node: number,
  { threshold, missingLeft }: Comparison,
  codes: number[] | null,
  below: Turn = "left",
  above: Turn = "right",
): void {
  const { raw } = growing;
  const at = growing.column.push(raw.column[node]) - 1;
  growing.threshold.push(threshold);
  growing.leftCodes.push(codes);
  growing.missingLeft.push(missingLeft);
  growing.gain.push(raw.gain[node]);
  growing.nodeWeight.push(raw.nodeCount[node]);
  turn(growing, node, at, "left", below);
  turn(growing, node, at, "right", above);
}

function turn(growing: Growing, node: number, at: number, side: "left" | "right", to: Turn): void {
  if (to === "next") growing[side][at] = at + 1;
  else {
    growing[side][at] = 0;
    growing.open.push({ child: growing.raw[to][node], node: at, side });
  }
}
