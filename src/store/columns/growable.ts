const CHUNK_ROWS = 1024;

/** Numbers that only grow in count: pushed at the end, read and overwritten by position. */
export interface Growable {
  length(): number;
  push(value: number): void;
  at(index: number): number;
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
  let length = 0;
  return {
    length: () => length,
    push(value) {
      const place = length++ % CHUNK_ROWS;
      if (place === 0) chunks.push(allocate(CHUNK_ROWS));
      chunks[chunks.length - 1][place] = value;
    },
    at: (index) => chunks[Math.floor(index / CHUNK_ROWS)][index % CHUNK_ROWS],
    set(index, value) {
      chunks[Math.floor(index / CHUNK_ROWS)][index % CHUNK_ROWS] = value;
    },
  };
}
