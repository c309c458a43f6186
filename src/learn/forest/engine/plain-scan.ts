import type { Scan, ScanClasses } from "./kernels.js";

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

/** The same for the gini impurity of several classes. */
export function plainScanClasses(buffer: ArrayBuffer): ScanClasses {
  const f64 = new Float64Array(buffer);
  return (sums, count, known, width, best, least, found) => {
    const [first, to, classes] = [sums >> 3, found >> 3, width >> 3];
    const [side, totals] = [to + classes + 1, to + 2 * classes + 1];
    let score = best;
    let cut = -1;
    for (let isMissingFirst = 0; isMissingFirst < (1 < known && known < count ? 2 : 1); isMissingFirst++) {
      for (let k = 0; k < classes; k++) f64[side + k] = isMissingFirst ? f64[first + known * classes + k] : 0;
      const end = isMissingFirst ? known - 1 : count - 1;
      for (let g = 0; g < end; g++) {
        let [weight, squares, weight2, squares2] = [0, 0, 0, 0];
        for (let k = 0; k < classes; k++) {
          const sum = f64[side + k] + f64[first + g * classes + k];
          const rest = f64[totals + k] - sum;
          f64[side + k] = sum;
          weight += sum;
          squares += sum * sum;
          weight2 += rest;
          squares2 += rest * rest;
        }
        const candidate = squares / weight + squares2 / weight2;
        if (!(candidate > score) || Math.min(weight, weight2) < least) continue;
        score = candidate;
        cut = 2 * g + isMissingFirst;
        f64.copyWithin(to, side, side + classes);
      }
    }
    f64[to + classes] = score;
    return cut;
  };
}
