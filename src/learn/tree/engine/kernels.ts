/** Bins of a feature in a histogram; unused ones stay 0. */
export const HISTOGRAM_BINS = 256;
/** Bytes from one feature's histogram to the next: (Σg, Σh) for each bin, and a few cache lines, so that not all first bins share a set. */
export const HISTOGRAM_BYTES = HISTOGRAM_BINS * 16 + 320;
/** Bytes of what the search found for one feature: worth f64, bin i32 (−1: none), missing left i32, Σg and Σh of the left. */
export const FOUND_BYTES = 32;
/** Bytes of a feature's entry in the table that kernels read: value bins i32, then 0 category, 1 number, 2 number with missing. */
export const FEATURE_BYTES = 8;
/** Widths of blocks are multiples of this. */
export const WIDTH_STEP = 4;
/** The widest block with pairs, and without. */
export const MAX_FIRST_WIDTH = 112;
export const MAX_LATER_WIDTH = 64;
/** Room for 64 records. */
export const SCRATCH_BYTES = 64 * 128;

/**
 * The inner loops of growing, on addresses in one memory. Two implementations give the same bits: WebAssembly with SIMD, and plain
 * TypeScript, which is its oracle and stands in where a host has none.
 */
export interface TreeKernels {
  /** For each value the number of bounds below it; NaN gives `missing`. `bounds` is padded with +∞ to twice `firstStep` bytes. */
  readonly mapNumbers: (v: number, n: number, bounds: number, firstStep: number, missing: number, out: number) => void;
  /** A column of bins into its byte of each record. */
  readonly scatter: (bins: number, n: number, out: number, stride: number) => void;
  /** Adds n rows to the histogram of a block: bins at p, pairs at q, each with its step. */
  readonly add: (width: number, p: number, ps: number, q: number, qs: number, n: number, histogram: number) => void;
  /** The same for rows given by number, whose records start with the pair. */
  readonly addFirst: (width: number, rows: number, n: number, base: number, scratch: number, histogram: number) => void;
  /** The same for records of bins alone; the pairs stand side by side. */
  readonly addLater: (
    width: number,
    rows: number,
    n: number,
    base: number,
    scratch: number,
    pairs: number,
    histogram: number,
  ) => void;
  /** Copies the pairs of the given rows side by side. */
  readonly gatherPairs: (rows: number, n: number, base: number, stride: number, out: number) => void;
  readonly clear: (histogram: number, features: number, n: number) => void;
  /** to += from: the histograms of two shares of the rows. */
  readonly addAll: (to: number, from: number, features: number, n: number) => void;
  readonly subtractAll: (parent: number, child: number, features: number, n: number) => void;
  /** The best threshold of each number feature whose flag is 1. `rules`: G, H, λ, least H of a side, what must be exceeded. */
  readonly search: (histogram: number, features: number, n: number, flags: number, rules: number, out: number) => void;
  /** parent −= child, and both searched. */
  readonly searchPair: (
    child: number,
    parent: number,
    features: number,
    n: number,
    childFlags: number,
    childRules: number,
    childOut: number,
    flags: number,
    rules: number,
    out: number,
  ) => void;
  /** Divides row numbers by `goesLeft[bin]`, keeping the order of both sides; gives the number on the left. */
  readonly partition: (
    rows: number,
    n: number,
    bins: number,
    stride: number,
    goesLeft: number,
    scratch: number,
  ) => number;
  /** How many of the rows are in each bin, i32: of even positions at `out`, of odd ones 256 counts behind. */
  readonly countBins: (rows: number, n: number, bins: number, stride: number, out: number) => void;
  readonly mark: (rows: number, n: number, leafOf: number, leaf: number) => void;
  readonly addLeaves: (n: number, scores: number, leafOf: number, values: number) => void;
  /**
   * scores += leaf value; g of the squared loss into the records, rounded to `gridG`, then, where `weights` is an address and not 0,
   * multiplied by the row's weight and rounded to `weightedG`. A grid of 0 leaves numbers as they are. Gives the largest |score − label|.
   */
  readonly squaredPass: (
    n: number,
    scores: number,
    leafOf: number,
    values: number,
    labels: number,
    weights: number,
    records: number,
    stride: number,
    gridG: number,
    weightedG: number,
  ) => number;
  /** The same for the logistic loss, g and h, each times the factor of its class. Gives the least h without weights. */
  readonly logisticPass: (
    n: number,
    scores: number,
    leafOf: number,
    values: number,
    labels: number,
    weights: number,
    records: number,
    stride: number,
    gridG: number,
    gridH: number,
    weightedG: number,
    weightedH: number,
    factor0: number,
    factor1: number,
  ) => number;
  /** The largest |value| and the least value, two numbers at `out`. */
  readonly extremes: (p: number, n: number, out: number) => void;
  /** Gradients and hessians into the records, each rounded to its grid. */
  readonly roundPairs: (
    n: number,
    g: number,
    h: number,
    records: number,
    stride: number,
    gridG: number,
    gridH: number,
  ) => void;
}
