/** How a number column became bins: bin b holds bounds[b − 1] < x ≤ bounds[b]; bin `bins` the missing values, if there are any. */
export interface NumberFeature {
  readonly kind: "number";
  /** Its place in the table. */
  readonly column: number;
  /** Bins of values. */
  readonly bins: number;
  readonly bounds: Float64Array;
  readonly hasMissing: boolean;
  /** The bin that 0 belongs to. */
  readonly zeroBin: number;
  /** LightGBM's most frequent bin is bin 0, whose sums it takes as what the others leave. */
  readonly firstIsRemainder: boolean;
}

/** How a category column became bins: bin b ≥ 1 holds the code codes[b − 1], the most frequent first; bin 0 all others and missing. */
export interface CategoryFeature {
  readonly kind: "category";
  readonly column: number;
  /** Categories that have a bin. */
  readonly bins: number;
  readonly codes: Int32Array;
  /** Whether training has rows in bin 0. */
  readonly hasOthers: boolean;
}

/** A column that trees can split on. */
export type Feature = NumberFeature | CategoryFeature;

/** Bins that rows can be in. */
export function binsInUse(feature: Feature): number {
  return feature.kind === "number" ? feature.bins + (feature.hasMissing ? 1 : 0) : feature.bins + 1;
}
