/**
 * The inner loops of prediction over one memory; all places are byte addresses in it, `rows` at most a block. Up to seven
 * rows more than asked for may be computed, so that arrays of rows have room for a whole block.
 */
export interface WalkKernels {
  /** Ranks of `rows` values among the 2^steps − 1 thresholds at `table`; NaN below all. */
  readonly rankLow: (values: number, table: number, steps: number, ranks: number, rows: number) => void;
  /** The same with NaN above all. */
  readonly rankHigh: (values: number, table: number, steps: number, ranks: number, rows: number) => void;
  /** Rank of each code, −1 or more: the byte that many behind the second of `table`. */
  readonly mark: (codes: number, table: number, ranks: number, rows: number) => void;
  /** Adds to each row's sum the value in the slot `delta` bytes behind its leaf. */
  readonly sum: (root: number, delta: number, ranks: number, sums: number, rows: number) => void;
  /** Adds to each row's `width` bytes of sums the values that the slot behind its leaf points to. */
  readonly spread: (root: number, delta: number, ranks: number, sums: number, rows: number, width: number) => void;
}

/** What the WebAssembly kernels do, in TypeScript: the same bits, for hosts without WebAssembly and as their oracle. */
export function plainKernels(buffer: ArrayBuffer, bytes: 1 | 2): WalkKernels {
  const nodes16 = new Uint16Array(buffer);
  const nodes32 = new Int32Array(buffer);
  const reals = new Float64Array(buffer);
  const ranks = bytes === 1 ? new Uint8Array(buffer) : nodes16;
  const marks = new Uint8Array(buffer);
  const columnShift = 9;

  const leafAt = (root: number, row: number): number => {
    let at = root;
    for (;;) {
      const rank = ranks[row + (nodes16[at >> 1] << columnShift)];
      const next = nodes32[(at >> 2) + 1] + (rank > nodes16[(at >> 1) + 1] ? 8 : 0);
      if (next === at) return at;
      at = next;
    }
  };
  const rank = (values: number, table: number, steps: number, to: number, rows: number, missingLow: boolean): void => {
    const first = table >> 3;
    for (let i = 0; i < rows; i++) {
      const value = reals[(values >> 3) + i];
      let low = 0;
      for (let half = 1 << (steps - 1); half > 0; half >>= 1) {
        const threshold = reals[first + low + half - 1];
        if (missingLow ? value > threshold : !(value <= threshold)) low += half;
      }
      ranks[to / bytes + i] = low;
    }
  };
  return {
    rankLow: (values, table, steps, to, rows) => rank(values, table, steps, to, rows, true),
    rankHigh: (values, table, steps, to, rows) => rank(values, table, steps, to, rows, false),
    mark(codes, table, to, rows) {
      for (let i = 0; i < rows; i++) ranks[to / bytes + i] = marks[table + 1 + nodes32[(codes >> 2) + i]];
    },
    sum(root, delta, row, sums, rows) {
      for (let i = 0; i < rows; i++) reals[(sums >> 3) + i] += reals[(leafAt(root, row / bytes + i) + delta) >> 3];
    },
    spread(root, delta, row, sums, rows, width) {
      for (let i = 0; i < rows; i++) {
        const leaf = nodes32[(leafAt(root, row / bytes + i) + delta) >> 2] >> 3;
        const to = (sums + i * width) >> 3;
        for (let k = 0; k < width >> 3; k++) reals[to + k] += reals[leaf + k];
      }
    },
  };
}
