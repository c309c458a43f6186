import type { Candidate } from "../search/candidate.js";
import type { LeafSums } from "../search/leaf-sums.js";
import type { Slot } from "./slots.js";

/** A tree's bounds on the hessian of a row of weight 1, after rounding. */
export interface HessianRange {
  readonly least: number;
  readonly most: number;
}

/** A leaf of a tree that is growing; it lives until it is divided. */
export interface GrowingLeaf {
  readonly number: number;
  /** Its range of the row numbers. */
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** Bounds narrow while the tree grows around it. */
  sums: LeafSums;
  /** What it says if it is not divided, before the learning rate; `sums.value` is what its sides are drawn to. */
  readonly value: number;
  /** Of the tree. */
  readonly hessians: HessianRange;
  /** The node above it, −1 for the root, and whether it is on the right. */
  readonly parent: number;
  readonly isRight: boolean;
  /** Features on the way to it; only kept under interaction constraints. */
  readonly branch: ReadonlySet<number>;
  /** Features that could divide the leaf above; null = all. */
  readonly parentSplittable: Uint8Array | null;
  /** Where its histograms are, as long as they are. */
  slot: Slot | null;
  candidate: Candidate | null;
  /** The best division by a category, whose counts are always true. */
  categoryCandidate: Candidate | null;
  /** The candidate's sides are known to be heavy enough. */
  isProved: boolean;
  /** Features that can divide this leaf; null = not asked. */
  splittable: Uint8Array | null;
}
