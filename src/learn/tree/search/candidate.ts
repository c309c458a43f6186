/** A division of a leaf: numbers of bins 0 … `bin` go left, or the categories of `leftBins`. */
export interface Candidate {
  readonly feature: number;
  /** What it gains over the undivided leaf and `minGain`; above 0. */
  readonly gain: number;
  readonly bin: number;
  readonly leftBins: readonly number[] | null;
  readonly missingLeft: boolean;
  /** The leaf has no missing values of this feature, so that they will follow the heavier side. */
  readonly missingUnseen?: boolean;
  readonly leftG: number;
  readonly leftH: number;
  /** Σh of the right where it is not exactly the rest: with LightGBM's ε. */
  readonly rightH?: number;
  /** Weight on the left, as far as the search knew it; NaN where it did not. */
  readonly leftWeight: number;
  /** λ₂ of the two new leaves' values. */
  readonly l2: number;
}

/** Of two candidates the one that gains more, of equals the one of the first feature. */
export function better(a: Candidate | null, b: Candidate | null): Candidate | null {
  if (a === null || b === null) return a ?? b;
  return b.gain > a.gain || (b.gain === a.gain && b.feature < a.feature) ? b : a;
}

/** What the search of one feature found. */
export interface Found {
  readonly best: Candidate | null;
  /** Whether the feature need be looked at again further down. */
  readonly isSplittable: boolean;
}
