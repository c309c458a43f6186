/** A string literal that was read, and where it ends; null for one that Python refuses or that is no plain text. */
export interface ReadString {
  readonly kind: "text" | "bytes";
  readonly value: string;
  readonly end: number;
}

const OPENING = /([a-z]{0,2})("""|'''|"|')/iy;
const PREFIXES: ReadonlySet<string> = new Set(["", "r", "u", "b", "br", "rb"]);
const NAMED: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What stands for an escape, and its length without the backslash; null for one that Python refuses. */
function escapeAt(text: string, at: number): { readonly value: string; readonly length: number } | null {
  const letter = text[at] ?? "";
  const named = NAMED[letter];
  if (named !== undefined) return { value: named, length: 1 };
  const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0];
  if (octal !== undefined) return { value: String.fromCodePoint(Number.parseInt(octal, 8)), length: octal.length };
  if (letter === "N") return null;
  const digits = HEX_DIGITS[letter];
  if (digits === undefined) return { value: `\\${letter}`, length: letter.length };
  const written = text.slice(at + 1, at + 1 + digits);
  const code = /^[0-9a-f]+$/i.test(written) && written.length === digits ? Number.parseInt(written, 16) : -1;
  const isCharacter = code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? { value: String.fromCodePoint(code), length: 1 + digits } : null;
}

/**
 * Reads one string literal of Python with its escapes. Refused besides what Python refuses: `\N{…}`, halves of surrogate pairs,
 * and f-strings.
 */
export function readString(text: string, start: number): ReadString | null {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text);
  if (opening === null || !PREFIXES.has(opening[1]!.toLowerCase())) return null;
  const prefix = opening[1]!.toLowerCase();
  const quote = opening[2]!;
  let value = "";
  for (let at = start + opening[0].length; at < text.length; ) {
    if (text.startsWith(quote, at))
      return { kind: prefix.includes("b") ? "bytes" : "text", value, end: at + quote.length };
    if (text[at] === "\n" && quote.length === 1) return null;
    if (text[at] !== "\\") {
      value += text[at++];
    } else if (prefix.includes("r")) {
      value += text.slice(at, at + 2);
      at += 2;
    } else {
      const escaped = escapeAt(text, at + 1);
      if (escaped === null) return null;
      value += escaped.value;
      at += 1 + escaped.length;
    }
  }
  return null;
}
