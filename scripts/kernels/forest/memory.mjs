// Working space for grouping, empty between calls: a bit for each bin in use, a bit for each word of those, then a sum for each bin.
export const WORDS_AT = 8192;
export const SUMS_AT = 8320;

/** Adds `bytes` to a pointer. */
export function advance(pointer, bytes) {
  return `(local.set $${pointer} (i32.add (local.get $${pointer}) (i32.const ${bytes})))`;
}

/** The bin of the row at $rows. */
export function binOfRow(bytes) {
  const load = bytes === 1 ? "i32.load8_u" : "i32.load16_u";
  return `(${load} (i32.add (local.get $bins) (i32.mul (i32.load (local.get $rows)) (local.get $stride))))`;
}
