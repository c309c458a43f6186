/** Values inserted at places 0 … n − 1 in any order, and their sum, least or greatest from a place on. */
export interface SuffixTree {
  /** Empties the tree and gives it `size` places. */
  reset(size: number): void;
  insert(place: number, value: number): void;
  /** Over all values inserted at `place` or after it; 0 for the empty sum, NaN for the empty min and max. */
  from(place: number): number;
}

/**
 * Fenwick tree over suffixes: O(log n) for each call. Nothing is ever taken back, so no rounding error is left behind by values that
 * have gone; sums are kept in two doubles (Knuth's two-sum), good to about 2^−100 of the sum of magnitudes.
 *
 * Source: P. Fenwick, "A new data structure for cumulative frequency tables" (1994).
 */
export function createSuffixTree(op: "sum" | "min" | "max", capacity: number): SuffixTree {
  return op === "sum" ? sumTree(capacity) : extremeTree(op === "min" ? -1 : 1, capacity);
}

function sumTree(capacity: number): SuffixTree {
  const high = new Float64Array(capacity + 1);
  const low = new Float64Array(capacity + 1);
  let n = 0;
  return {
    reset(size) {
      n = size;
      high.fill(0, 0, n + 1);
      low.fill(0, 0, n + 1);
    },
    insert(place, value) {
      for (let i = n - place; i <= n; i += i & -i) {
        const sum = high[i] + value;
        const part = sum - high[i];
        low[i] += high[i] - (sum - part) + (value - part);
        high[i] = sum;
      }
    },
    from(place) {
      let sum = 0;
      let rest = 0;
      for (let i = n - place; i > 0; i -= i & -i) {
        const next = sum + high[i];
        const part = next - sum;
        rest += sum - (next - part) + (high[i] - part) + low[i];
        sum = next;
      }
      return sum + rest;
    },
  };
}

function extremeTree(sign: 1 | -1, capacity: number): SuffixTree {
  const best = new Float64Array(capacity + 1);
  let n = 0;
  return {
    reset(size) {
      n = size;
      best.fill(Number.NEGATIVE_INFINITY, 0, n + 1);
    },
    insert(place, value) {
      for (let i = n - place; i <= n; i += i & -i) if (sign * value > best[i]) best[i] = sign * value;
    },
    from(place) {
      let greatest = Number.NEGATIVE_INFINITY;
      for (let i = n - place; i > 0; i -= i & -i) if (best[i] > greatest) greatest = best[i];
      return sign * greatest;
    },
  };
}
