import type { Scan } from "./kernels.js";

/** The best cut between groups of two sums, in TypeScript. */
export function plainScan(buffer: ArrayBuffer, isSquared: boolean): Scan {
  const f64 = new Float64Array(buffer);
  return (sums, count, known, total0, total1, best, least, found) => {
    const first = sums >> 3;
    const to = found >> 3;
    let score = best;
    let cut = -1;
    for (let isMissingFirst = 0; isMissingFirst < (1 < known && known < count ? 2 : 1); isMissingFirst++) {
      let [a, b] = isMissingFirst ? [f64[first + 2 * known], f64[first + 2 * known + 1]] : [0, 0];
      const end = isMissingFirst ? known - 1 : count - 1;
      for (let g = 0; g < end; g++) {
        a += f64[first + 2 * g];
        b += f64[first + 2 * g + 1];
        const [c, d] = [total0 - a, total1 - b];
        const candidate = isSquared ? (b * b) / a + (d * d) / c : (a * a + b * b) / (a + b) + (c * c + d * d) / (c + d);
        if (!(candidate > score)) continue;
        if (Math.min(isSquared ? a : a + b, isSquared ? c : c + d) < least) continue;
        score = candidate;
        cut = 2 * g + isMissingFirst;
        f64[to] = a;
        f64[to + 1] = b;
      }
    }
    f64[to + 2] = score;
    return cut;
  };
}
