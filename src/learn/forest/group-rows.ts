import type { BinnedFeature } from "./bin-features.js";

/** The rows of a node by the bins of one feature: the bins that occur, ascending, and the sums over the rows of each. */
export interface GroupSums {
  readonly bin: Int32Array;
  /** (groups, channels) row-major. */
  readonly sums: Float64Array;
}

/** Groups the sample's rows from `start` to `end`, at least one, and gives the number of groups. */
export type GroupFiller = (feature: BinnedFeature, start: number, end: number) => number;

/** Groups, and what fills them. */
export interface Groups extends GroupSums {
  readonly fill: GroupFiller;
}
