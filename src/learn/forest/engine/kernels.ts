/** Bytes of a row's record: two sums, or a weight and an i32 class. */
export const RECORD_BYTES = 16;
/** Before the sums of the bins: a bit for each bin in use, and one for each word of those. */
export const WORDS_AT = 8192;
export const SUMS_AT = 8320;
/** Room for counting while sorting. */
export const SORT_BYTES = 6 * 2048 * 4;

/** Groups the `n` rows at `rows`, whose records stand side by side, by their bins (row r's at bins + r·stride); gives their number. */
export type Group = (
  bins: number,
  stride: number,
  rows: number,
  records: number,
  n: number,
  slots: number,
  room: number,
  bin: number,
  sums: number,
  width: number,
) => number;

/** Judges each cut between the groups; gives −1, or 2·(last group of the first side) + (missing ones are on it). */
export type Scan = (
  sums: number,
  count: number,
  known: number,
  total0: number,
  total1: number,
  best: number,
  least: number,
  found: number,
) => number;

/** The same for the gini impurity of several classes: after the best side and its score, the present side and the node's sums follow. */
export type ScanClasses = (
  sums: number,
  count: number,
  known: number,
  width: number,
  best: number,
  least: number,
  found: number,
) => number;

/** Divides rows and records in place, both sides in their old order; gives the number on the left. */
export type Divide = (
  bins: number,
  stride: number,
  rows: number,
  records: number,
  n: number,
  spareRows: number,
  spareRecords: number,
  cut: number,
  missing: number,
) => number;

/**
 * The inner loops of forests over one memory; places are byte addresses. Bins have one or two bytes, as the names say. WebAssembly and
 * TypeScript give the same bits.
 */
export interface ForestKernels {
  /**
   * Records are pairs of sums; the bins that occur, ascending, go to `bin`, their sums to `sums`. The room is all 0 before and after;
   * one group more than there are bins may be written.
   */
  readonly pairs1: Group;
  readonly pairs2: Group;
  /** Records are a weight and a class; `width` is the bytes of one group's sums. */
  readonly classes1: Group;
  readonly classes2: Group;
  /** What beats `best`, with no side lighter than `least`: sums of the first side and their score go to `found`. */
  readonly scanGini: Scan;
  readonly scanSquared: Scan;
  readonly scanClasses: ScanClasses;
  /** Left: bins up to `cut`, and `missing`. */
  readonly divide1: Divide;
  readonly divide2: Divide;
  /** Left: bins whose byte in the set at `cut` is 1. */
  readonly divideBySet1: Divide;
  readonly divideBySet2: Divide;
  /** Sorts numbers, none of them NaN; −0 becomes 0. */
  readonly sort: (values: number, n: number, spare: number, counts: number) => void;
  /** How many of the 2^steps − 1 bounds are below each value, `missing` for NaN; up to three values more may be ranked. */
  readonly rank1: Rank;
  readonly rank2: Rank;
}

/** Ranks `n` values. */
export type Rank = (values: number, n: number, bounds: number, steps: number, missing: number, out: number) => void;
