import { readString } from "./strings.js";

/** A literal of Python, as far as a list in a filter can have it. */
export type Literal =
  | { readonly kind: "text" | "bytes" | "number" | "word"; readonly value: string }
  | { readonly kind: "tuple" | "list" | "set"; readonly items: readonly Literal[] };

/** The text, and how far it has been read. */
interface Reader {
  readonly text: string;
  at: number;
  /** Whether the set that is being read is a dictionary: its values mean nothing. */
  hasValues?: boolean;
}

/** White space, comments and joined lines. */
const SPACE = /(?:[ \t\f\n]|\\\n|#[^\n]*)*/y;
const NUMBER =
  /[+-]?[ \t]*(?:0x(?:_?[\da-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+|(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.)(?:e[+-]?\d(?:_?\d)*)?|\d(?:_?\d)*e[+-]?\d(?:_?\d)*|0(?:_?0)*|[1-9](?:_?\d)*)(?![\w.])/iy;
const WORD = /(?:True|False|None)(?!\w)/y;
const EMPTY_SET = /set[ \t]*\([ \t]*\)/y;
const MOST_DEPTH = 200;

function skip(reader: Reader): void {
  SPACE.lastIndex = reader.at;
  reader.at += SPACE.exec(reader.text)![0].length;
}

function take(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found === undefined) return null;
  reader.at += found.length;
  return found;
}

/** String literals next to each other are one. */
function strings(reader: Reader): Literal | null {
  const first = readString(reader.text, reader.at);
  let value = "";
  for (let read = first; read !== null; read = readString(reader.text, reader.at)) {
    if (read.kind !== first!.kind) return null;
    value += read.value;
    reader.at = read.end;
    skip(reader);
  }
  return first === null ? null : { kind: first.kind, value };
}

const CLOSES: Readonly<Record<string, { readonly end: string; readonly kind: "tuple" | "list" | "set" }>> = {
  "(": { end: ")", kind: "tuple" },
  "[": { end: "]", kind: "list" },
  "{": { end: "}", kind: "set" },
};

/** A member of a set, or a key of a dictionary: all of them have a value or none has; lists and sets can be neither. */
function member(reader: Reader, depth: number, isFirst: boolean): Literal | null {
  const key = literal(reader, depth);
  if (key === null || key.kind === "list" || key.kind === "set") return null;
  skip(reader);
  const hasValue = reader.text[reader.at] === ":";
  if (!isFirst && hasValue !== reader.hasValues) return null;
  if (hasValue) reader.at++;
  const value = hasValue ? literal(reader, depth) : key;
  reader.hasValues = hasValue;
  return value === null ? null : key;
}

function items(reader: Reader, depth: number): Literal | null {
  const closing = CLOSES[reader.text[reader.at]!];
  if (closing === undefined || depth > MOST_DEPTH) return null;
  reader.at++;
  const found: Literal[] = [];
  let hasComma = false;
  for (;;) {
    skip(reader);
    if (reader.text[reader.at] === closing.end) break;
    if (found.length > 0 && !hasComma) return null;
    const item = closing.kind === "set" ? member(reader, depth + 1, found.length === 0) : literal(reader, depth + 1);
    if (item === null) return null;
    found.push(item);
    skip(reader);
    hasComma = reader.text[reader.at] === ",";
    if (hasComma) reader.at++;
  }
  reader.at++;
  return closing.kind === "tuple" && found.length === 1 && !hasComma ? found[0]! : { kind: closing.kind, items: found };
}

function literal(reader: Reader, depth: number): Literal | null {
  skip(reader);
  if (take(reader, EMPTY_SET) !== null) return { kind: "set", items: [] };
  const word = take(reader, WORD);
  if (word !== null) return { kind: "word", value: word };
  const number = take(reader, NUMBER);
  if (number !== null) return { kind: "number", value: number.replace(/[ \t_]/g, "") };
  return strings(reader) ?? items(reader, depth);
}

/** Reads a literal; null for what is none, or of a kind that no list in a filter has. */
export function pythonLiteral(text: string): Literal | null {
  const reader: Reader = { text: text.replace(/\r\n?/g, "\n"), at: 0 };
  if (text.includes("\0")) return null;
  const read = literal(reader, 0);
  skip(reader);
  return reader.at === reader.text.length ? read : null;
}
