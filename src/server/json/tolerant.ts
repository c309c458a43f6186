import { GyreError } from "../../core/index.js";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;

/** Words that stand for a value; the last three are not JSON, but Python and others write them. */
const WORDS: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

/**
 * Parses JSON that may hold the bare tokens NaN, Infinity and -Infinity. Slower than `JSON.parse`, so only for text that it refused
 * or misread. Throws `core.not_json` with line and column, and `api.bad_request` with the place where a key comes twice.
 */
export function parseTolerant(text: string): unknown {
  const reader: Reader = { text, at: 0 };
  const value = readValue(reader, "");
  skipSpace(reader);
  if (reader.at < text.length) throw notJson(reader, "the end");
  return value;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readValue(reader: Reader, path: string): unknown {
  skipSpace(reader);
  const first = reader.text[reader.at];
  if (first === "{") return readObject(reader, path);
  if (first === "[") return readArray(reader, path);
  if (first === '"') return readString(reader);
  for (const [word, value] of WORDS) {
    if (!reader.text.startsWith(word, reader.at)) continue;
    reader.at += word.length;
    return value;
  }
  const number = take(reader, NUMBER);
  if (number === null) throw notJson(reader, "a value");
  return Number(number);
}

function readObject(reader: Reader, path: string): unknown {
  const entries: [string, unknown][] = [];
  const seen = new Set<string>();
  reader.at++;
  if (nextIs(reader, "}")) return {};
  do {
    skipSpace(reader);
    const key = readString(reader);
    const place = `${path}/${key.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (seen.has(key)) throw duplicate(place);
    seen.add(key);
    if (!nextIs(reader, ":")) throw notJson(reader, '":"');
    entries.push([key, readValue(reader, place)]);
  } while (nextIs(reader, ","));
  if (!nextIs(reader, "}")) throw notJson(reader, '"," or "}"');
  return Object.fromEntries(entries);
}

function readArray(reader: Reader, path: string): unknown {
  const items: unknown[] = [];
  reader.at++;
  if (nextIs(reader, "]")) return items;
  do items.push(readValue(reader, `${path}/${items.length}`));
  while (nextIs(reader, ","));
  if (!nextIs(reader, "]")) throw notJson(reader, '"," or "]"');
  return items;
}

function readString(reader: Reader): string {
  const start = reader.at;
  if (reader.text[start] !== '"') throw notJson(reader, "a text in double quotes");
  let end = start + 1;
  while (end < reader.text.length && reader.text[end] !== '"') end += reader.text[end] === "\\" ? 2 : 1;
  try {
    const text = JSON.parse(reader.text.slice(start, end + 1)) as string;
    reader.at = end + 1;
    return text;
  } catch {
    throw notJson(reader, "a text that is closed, with control characters and backslashes escaped");
  }
}

function skipSpace(reader: Reader): void {
  take(reader, SPACE);
}

function nextIs(reader: Reader, mark: string): boolean {
  skipSpace(reader);
  if (reader.text[reader.at] !== mark) return false;
  reader.at++;
  return true;
}

function take(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (!match) return null;
  reader.at += match[0].length;
  return match[0];
}

function notJson(reader: Reader, expected: string): GyreError {
  const before = reader.text.slice(0, reader.at);
  const line = before.split("\n").length;
  const column = reader.at - before.lastIndexOf("\n");
  const rest = reader.text.slice(reader.at, reader.at + 20);
  const got = rest === "" ? "the end" : JSON.stringify(rest);
  return new GyreError("core.not_json", `line ${line}, column ${column}: expected ${expected}, got ${got}`, {
    hint: "the body must be one JSON value",
    details: { line, column, position: reader.at },
  });
}

function duplicate(path: string): GyreError {
  return new GyreError("api.bad_request", `${path}: expected one value, got a second one for the same key`, {
    details: { path, expected: "one value", got: "two values" },
  });
}
