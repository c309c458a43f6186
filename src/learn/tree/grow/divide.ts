import { viewsOf } from "../engine/views.js";
import type { Candidate } from "../search/candidate.js";
import { type LeafSums, leafValue } from "../search/leaf-sums.js";
import type { GrowingLeaf } from "./leaf.js";
import { weightOfRange } from "./leaf-weight.js";
import type { Workshop } from "./workshop.js";

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
  const { binned, rows, rowScratch, goesLeft } = workshop;
  fillGoesLeft(workshop, candidate);
  const { address, stride } = binned.binColumns[candidate.feature];
  return binned.kernels.partition(rows + 4 * from, to - from, address, stride, goesLeft, rowScratch);
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
