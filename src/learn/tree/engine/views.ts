import type { Arena } from "./arena.js";

/** One memory seen as different numbers. */
export interface Views {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
}

const known = new WeakMap<ArrayBuffer, Views>();

/** The arena's memory as it is now. */
export function viewsOf(arena: Arena): Views {
  const buffer = arena.buffer();
  const found = known.get(buffer);
  if (found !== undefined) return found;
  const views = {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    f64: new Float64Array(buffer),
  };
  known.set(buffer, views);
  return views;
}
