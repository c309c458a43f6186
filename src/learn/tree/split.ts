/** What every split search needs to know. */
export interface SplitRules {
  readonly l2: number;
  readonly minDataInLeaf: number;
  /** See `Gradients`: what one row adds to Σc besides its h. */
  readonly countUnit: number;
}

/** The rows of one leaf, summed. */
export interface LeafSums {
  readonly g: number;
  readonly h: number;
  readonly c: number;
  readonly rows: number;
}

/** The best division of a leaf. Rows whose bin is among `leftBins` go left; with `bin` set, those in bins 1 … `bin` do. */
export interface Split {
  readonly feature: number;
  /** What the division gains over the undivided leaf: G²/(H+λ) left + right − parent. Above 0. */
  readonly gain: number;
  /** The last bin on the left of a number; 0 for a category. */
  readonly bin: number;
  /** The bins on the left of a category. */
  readonly leftBins: readonly number[] | null;
  readonly missingLeft: boolean;
  readonly leftG: number;
  readonly leftC: number;
  /** λ of the two new leaves' values. */
  readonly leafL2: number;
}

/** One feature's part of a leaf's histogram, and what a division must exceed. */
export interface FeatureSearch {
  readonly histogram: Float64Array;
  /** Where the feature's bin 0 is. */
  readonly offset: number;
  /** Bins 1 … `bins` hold values; bin 0 the missing ones. */
  readonly bins: number;
  readonly leaf: LeafSums;
  readonly rules: SplitRules;
  /** Only a G²/(H+λ) left + right above this counts. */
  readonly floor: number;
}

/** A division of one feature's bins and its G²/(H+λ) left + right. */
export interface Found {
  readonly total: number;
  readonly division: Omit<Split, "feature" | "gain">;
}

/** Least Σh on either side: below it a leaf's value −G / (H + λ) is noise. */
export const MIN_HESSIAN = 1e-3;

/** Sums from Σg and Σc. */
export function leafSums(g: number, c: number, countUnit: number): LeafSums {
  const rows = Math.floor(c / countUnit);
  return { g, c, rows, h: c - rows * countUnit };
}
