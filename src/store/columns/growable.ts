const CHUNK_BITS = 10;
const CHUNK_ROWS = 1 << CHUNK_BITS;
const IN_CHUNK = CHUNK_ROWS - 1;

/** Numbers that only grow in count: pushed at the end, read and overwritten by position. */
export interface Growable {
  length(): number;
  push(value: number): void;
  /** Pushes `values[row]` for each of `rows`. */
  pushRows(values: ArrayLike<number>, rows: readonly number[]): void;
  at(index: number): number;
  /** Copies `count` values from position `from` on to `into`, which begins at `offset`. */
  copyTo(into: Float64Array | Int32Array, offset: number, from: number, count: number): void;
  set(index: number, value: number): void;
}

/** Doubles in chunks, so that growing never copies and never doubles the memory. */
export function growableDoubles(): Growable {
  return growable((rows) => new Float64Array(rows));
}

/** 32-bit integers in chunks. */
export function growableInts(): Growable {
  return growable((rows) => new Int32Array(rows));
}

function growable(allocate: (rows: number) => Float64Array | Int32Array): Growable {
  const chunks: (Float64Array | Int32Array)[] = [];
  let last = allocate(0);
  let length = 0;
  const push = (value: number): void => {
    const place = length++ & IN_CHUNK;
    if (place === 0) chunks.push((last = allocate(CHUNK_ROWS)));
    last[place] = value;
  };
  return {
    length: () => length,
    push,
    pushRows(values, rows) {
      for (let i = 0; i < rows.length; i++) push(values[rows[i]]);
    },
    at: (index) => chunks[index >>> CHUNK_BITS][index & IN_CHUNK],
    copyTo(into, offset, from, count) {
      for (let done = 0; done < count; ) {
        const place = (from + done) & IN_CHUNK;
        const rows = Math.min(CHUNK_ROWS - place, count - done);
        into.set(chunks[(from + done) >>> CHUNK_BITS].subarray(place, place + rows), offset + done);
        done += rows;
      }
    },
    set(index, value) {
      chunks[index >>> CHUNK_BITS][index & IN_CHUNK] = value;
    },
  };
}
