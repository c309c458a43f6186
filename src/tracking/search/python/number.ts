/** The value of a decimal digit of any script: digits stand ten by ten, from zero on. */
function digit(character: string): string {
  let zero = character.codePointAt(0)!;
  const code = zero;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

/** White space at the ends, as Python knows it. */
const SPACES = "[\\t-\\r\\x1c-\\x20\\x85\\p{Z}]";
const AROUND = new RegExp(`^${SPACES}+|${SPACES}+$`, "gu");

/** As Python's `int` and `float` see it: without white space around, single underscores between digits, digits of any script. */
function plain(text: string): string {
  return text
    .replace(AROUND, "")
    .replace(/\p{Nd}/gu, digit)
    .replace(/(?<=\d)_(?=\d)/g, "");
}

/** The number that Python's `float` reads; null for what it refuses. */
export function pythonFloat(text: string): number | null {
  const written = plain(text);
  if (/^[+-]?nan$/i.test(written)) return Number.NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(written);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(written) ? Number(written) : null;
}

/** The number that Python's `int` reads; null for what it refuses. */
export function pythonInt(text: string): bigint | null {
  const written = /^\d+$/.test(text) ? text : plain(text);
  if (!/^[+-]?\d{1,4300}$/.test(written)) return null;
  return BigInt(written.replace(/^\+/, ""));
}

/** Whether a 64-bit column can hold it. */
export function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}
