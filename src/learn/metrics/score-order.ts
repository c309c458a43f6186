/** Below this many values sorting by comparison is faster than the passes over 65,536 counters. */
const SMALL = 2048;

/**
 * The row numbers in ascending order of `values` `(n)`, equal ones in the order of the rows; −0 and 0 are equal, NaN comes last.
 * Four passes of a radix sort over the bits of the doubles, O(n).
 */
export function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  const rows = new Uint32Array(n);
  for (let i = 0; i < n; i++) rows[i] = i;
  if (n < SMALL) {
    return rows.sort((a, b) => {
      const x = values[a];
      const y = values[b];
      if (x < y) return -1;
      if (x > y) return 1;
      if (x === y) return a - b;
      return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    });
  }
  return radixSorted(sortableKeys(values), rows);
}

/** 16-bit words of the doubles, lowest first, with signs turned so that the order of the words is that of the numbers. */
function sortableKeys(values: ArrayLike<number>): Uint16Array {
  const numbers = Float64Array.from(values, (value) => (Number.isNaN(value) ? Number.NaN : value + 0));
  const words = new Uint32Array(numbers.buffer);
  for (let i = 0; i < numbers.length; i++) {
    const high = words[2 * i + 1];
    if (high >>> 31 === 1) {
      words[2 * i] = ~words[2 * i];
      words[2 * i + 1] = ~high;
    } else {
      words[2 * i + 1] = high | 0x80000000;
    }
  }
  return new Uint16Array(numbers.buffer);
}

function radixSorted(keys: Uint16Array, rows: Uint32Array): Uint32Array {
  let from: Uint32Array = rows;
  let into: Uint32Array = new Uint32Array(rows.length);
  const starts = new Uint32Array(65_537);
  for (let word = 0; word < 4; word++) {
    starts.fill(0);
    for (let i = 0; i < from.length; i++) starts[keys[4 * i + word] + 1]++;
    if (starts.includes(from.length)) continue;
    for (let key = 0; key < 65_536; key++) starts[key + 1] += starts[key];
    for (let i = 0; i < from.length; i++) into[starts[keys[4 * from[i] + word]]++] = from[i];
    [from, into] = [into, from];
  }
  return from;
}
