import duckdb from "@duckdb/node-bindings";
import { type ColumnReader, isNull, roomFor, vectorMemory } from "./vector-memory.js";

const STRING_BYTES = 16;
const INLINE_BYTES = 12;
const DECODER = new TextDecoder();

/**
 * Reads text as codes into a dictionary in order of appearance.
 *
 * DuckDB keeps 16 bytes for each text: its length, then the text itself up to 12 bytes, else a pointer. Short texts are looked up by
 * these bytes, so that each is turned into a string only once.
 */
export function createTextReader(): ColumnReader {
  const codeOf = new Map<string, number>();
  const short = createShortTexts();
  let codes = new Int32Array(2048);
  let length = 0;
  const codeOfText = (text: string): number => {
    let code = codeOf.get(text);
    if (code === undefined) codeOf.set(text, (code = codeOf.size));
    return code;
  };
  return {
    append(chunk, column) {
      const { rows, memory, valid } = vectorMemory(chunk, column, STRING_BYTES);
      const buffer = memory.buffer as ArrayBuffer; // never shared: DuckDB made it
      const words = new Uint32Array(buffer, memory.byteOffset, rows * 4);
      codes = roomFor(codes, length, rows);
      for (let i = 0; i < rows; i++) {
        const size = words[4 * i];
        if (isNull(valid, i)) codes[length + i] = -1;
        else if (size <= INLINE_BYTES) codes[length + i] = short.code(words, i, memory, codeOfText);
        else {
          const bytes = duckdb.get_data_from_pointer(buffer, memory.byteOffset + i * STRING_BYTES + 8, size);
          codes[length + i] = codeOfText(DECODER.decode(bytes));
        }
      }
      length += rows;
    },
    finish: () => ({ kind: "text", codes: codes.slice(0, length), dictionary: [...codeOf.keys()] }),
  };
}

interface ShortTexts {
  code(words: Uint32Array, i: number, memory: Uint8Array, codeOfText: (text: string) => number): number;
}

/** A hash table from the 16 bytes of a short text to its code; linear probing, at most half full. */
function createShortTexts(): ShortTexts {
  let slots = new Int32Array(256).fill(-1);
  let keys = new Int32Array(128 * 4);
  const values: number[] = [];
  const place = (a: number, b: number, c: number, d: number): number => {
    const mask = slots.length - 1;
    let slot = hash(a, b, c, d) & mask;
    for (let entry = slots[slot]; entry >= 0; entry = slots[slot]) {
      const at = 4 * entry;
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const grow = (): void => {
    slots = new Int32Array(slots.length * 2).fill(-1);
    keys = roomFor(keys, keys.length, keys.length);
    for (let entry = 0; entry < values.length; entry++) {
      const at = 4 * entry;
      slots[place(keys[at], keys[at + 1], keys[at + 2], keys[at + 3])] = entry;
    }
  };
  return {
    code(words, i, memory, codeOfText) {
      const at = 4 * i;
      const [a, b, c, d] = [words[at] | 0, words[at + 1] | 0, words[at + 2] | 0, words[at + 3] | 0];
      const slot = place(a, b, c, d);
      if (slots[slot] >= 0) return values[slots[slot]];
      const code = codeOfText(DECODER.decode(memory.subarray(i * STRING_BYTES + 4, i * STRING_BYTES + 4 + a)));
      slots[slot] = values.length;
      keys.set([a, b, c, d], 4 * values.length);
      values.push(code);
      if (values.length * 2 >= slots.length) grow();
      return code;
    },
  };
}

function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15) ^ c, 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 13) ^ d, 0x27d4eb2f);
  return h ^ (h >>> 16);
}
