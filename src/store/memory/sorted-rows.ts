/** Row numbers kept in an order. Rows that come nearly in order cost nearly nothing. */
export interface SortedRows {
  push(row: number): void;
  /** All rows in order. The array is only good until the next push. */
  settled(): Int32Array;
  count(): number;
}

/** Rows ordered by `compare`. Sorting waits for the first reading and touches only the part where late rows fall in. */
export function sortedRows(compare: (a: number, b: number) => number): SortedRows {
  let rows = new Int32Array(16);
  let count = 0;
  let clean = 0;
  const settle = (): void => {
    const late = rows.subarray(clean, count).sort(compare);
    const start = partitionPoint(rows.subarray(0, clean), (row) => compare(row, late[0]) <= 0);
    rows.subarray(start, count).sort(compare);
    clean = count;
  };
  return {
    push(row) {
      if (count === rows.length) {
        const larger = new Int32Array(2 * count);
        larger.set(rows);
        rows = larger;
      }
      if (clean === count && (count === 0 || compare(rows[count - 1], row) <= 0)) clean++;
      rows[count++] = row;
    },
    settled() {
      if (clean < count) settle();
      return rows.subarray(0, count);
    },
    count: () => count,
  };
}

/** How many rows at the start satisfy `test`, when those that do all come before those that do not. O(log n). */
export function partitionPoint(rows: Int32Array, test: (row: number) => boolean): number {
  let low = 0;
  for (let high = rows.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (test(rows[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
