import { checkNotCancelled } from "../../fit-options.js";
import { viewsOf } from "../engine/views.js";
import type { Candidate } from "../search/candidate.js";
import { type LeafSums, leafValue } from "../search/leaf-sums.js";
import type { GrowingLeaf } from "./leaf.js";
import { weightOfRange } from "./leaf-weight.js";
import type { Workshop } from "./workshop.js";

/** Rows that are divided between two looks at the signal. */
const CHUNK_ROWS = 2 ** 20;

/** A division that was made. */
export interface GrownSplit {
  /** The leaf that was divided; it keeps the left rows, leaf `split number + 1` gets the right ones. */
  readonly leaf: number;
  readonly candidate: Candidate;
  readonly weight: number;
}

/** The two halves of a leaf's rows. */
export interface Halves {
  readonly middle: number;
  readonly left: LeafSums;
  readonly right: LeafSums;
  /** The candidate with the side of missing values settled. */
  readonly candidate: Candidate;
}

/** Moves the leaf's row numbers apart and sums both sides. */
export function divideRows(workshop: Workshop, leaf: GrowingLeaf, found: Candidate): Halves {
  const { rules, constantHessian } = workshop;
  const { sums } = leaf;
  const middle = leaf.from + partitionRows(workshop, found, leaf.from, leaf.to);
  const rightG = sums.g - found.leftG;
  const rightH = found.rightH ?? sums.h - found.leftH;
  const isLeftSmaller = 2 * (middle - leaf.from) <= leaf.to - leaf.from;
  const smaller = isLeftSmaller ? weightOfRange(workshop, leaf.from, middle) : weightOfRange(workshop, middle, leaf.to);
  const byHessian = constantHessian && !rules.isLightgbm;
  const leftWeight = byHessian ? found.leftH : isLeftSmaller ? smaller : sums.weight - smaller;
  const rightWeight = sums.weight - leftWeight;
  // LightGBM gives a leaf its value by the rounded counts of the search.
  const leftSeen = rules.isLightgbm ? found.leftWeight : leftWeight;
  const side = (g: number, h: number, weight: number, seen: number): LeafSums => ({
    ...sums,
    g,
    h,
    weight,
    value: leafValue(rules, { g, h, weight: seen }, found.l2, sums),
  });
  return {
    middle,
    left: side(found.leftG, found.leftH, leftWeight, leftSeen),
    right: side(rightG, rightH, rightWeight, sums.weight - leftSeen),
    candidate: found.missingUnseen ? { ...found, missingLeft: leftWeight > rightWeight } : found,
  };
}

/** Divides the row numbers [from, to) by a candidate, and gives the number of those on the left. */
export function partitionRows(workshop: Workshop, candidate: Candidate, from: number, to: number): number {
  const { binned, rows, rowScratch, goesLeft, signal } = workshop;
  fillGoesLeft(workshop, candidate);
  const { address, stride } = binned.binColumns[candidate.feature];
  const { i32 } = viewsOf(binned.arena);
  let left = from;
  let right = rowScratch / 4;
  for (let start = from; start < to; start += CHUNK_ROWS) {
    if (start > from) checkNotCancelled(signal);
    const n = Math.min(CHUNK_ROWS, to - start);
    const own = binned.kernels.partition(rows + 4 * start, n, address, stride, goesLeft, 4 * right);
    if (n === to - from) return own;
    // The kernel leaves a copy of those on the right in its scratch.
    i32.copyWithin(rows / 4 + left, rows / 4 + start, rows / 4 + start + own);
    left += own;
    right += n - own;
  }
  i32.copyWithin(rows / 4 + left, rowScratch / 4, right);
  return left - from;
}

function fillGoesLeft({ binned, goesLeft }: Workshop, candidate: Candidate): void {
  const table = viewsOf(binned.arena)
    .u8.subarray(goesLeft, goesLeft + 256)
    .fill(0);
  const feature = binned.features[candidate.feature];
  if (candidate.leftBins !== null) for (const bin of candidate.leftBins) table[bin] = 1;
  else {
    table.fill(1, 0, candidate.bin + 1);
    if (feature.kind === "number" && feature.hasMissing) table[feature.bins] = candidate.missingLeft ? 1 : 0;
  }
}
