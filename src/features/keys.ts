import type { EventColumn } from "./ports.js";

/** Gives equal values the same small whole number, from 0 on; a text never equals a number. */
export interface ValueIndex {
  /** The value's number, a new one if it has none yet. */
  intern(value: string | number): number;
  /** The value's number, or −1. */
  find(value: string | number): number;
}

export function createValueIndex(): ValueIndex {
  const codes = new Map<string | number, number>();
  return {
    intern(value) {
      let code = codes.get(value);
      if (code === undefined) codes.set(value, (code = codes.size));
      return code;
    },
    find: (value) => codes.get(value) ?? -1,
  };
}

/** Numbers the keys of one entity, from 0 on, by the codes of their parts. A key with a missing part (−1) has no number. */
export interface EntityIndex {
  readonly size: number;
  intern(codes: ArrayLike<number>): number;
  /** The key's number, or −1. */
  find(codes: ArrayLike<number>): number;
}

const MOST_CODES = 2 ** 26;

/** Parts are joined as pairs of numbers, never as text, so (1, 11) and (11, 1) differ. */
export function createEntityIndex(parts: number): EntityIndex {
  const first: number[] = [];
  let size = 0;
  const rest = Array.from({ length: parts - 1 }, () => new Map<number, number>());
  const firstOf = (code: number, isNew: boolean): number => {
    while (isNew && first.length <= code) first.push(-1);
    if (isNew && first[code] < 0) first[code] = size++;
    return first[code] ?? -1;
  };
  const numberOf = (codes: ArrayLike<number>, isNew: boolean): number => {
    for (let i = 0; i < parts; i++) if (codes[i] < 0) return -1;
    let prefix = firstOf(codes[0], isNew);
    for (let i = 1; i < parts && prefix >= 0; i++) {
      const level = rest[i - 1];
      const pair = prefix * MOST_CODES + codes[i];
      let next = level.get(pair) ?? -1;
      if (next < 0 && isNew) level.set(pair, (next = level.size));
      prefix = next;
    }
    return prefix;
  };
  return {
    get size() {
      return parts === 1 ? size : rest[parts - 2].size;
    },
    intern: (codes) => numberOf(codes, true),
    find: (codes) => numberOf(codes, false),
  };
}

/** Reads the code of a column's value at a row, −1 where it is missing or not found; each text is looked up once. */
export function codeReader(column: EventColumn, lookUp: (value: string | number) => number): (row: number) => number {
  if (column.kind !== "text") {
    const { values } = column;
    return (row) => (Number.isNaN(values[row]) ? -1 : lookUp(values[row]));
  }
  const { codes, dictionary } = column;
  const known = new Int32Array(dictionary.length).fill(-1);
  return (row) => {
    const local = codes[row];
    if (local < 0) return -1;
    if (known[local] < 0) known[local] = lookUp(dictionary[local]);
    return known[local];
  };
}
