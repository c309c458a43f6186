import type { WalkKernels } from "./kernels.js";

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
