import { compareText, GyreError } from "../../core/index.js";
import { floatText } from "../../tracking/index.js";

/** A number as Python writes it: `1` and `1.0` are two, and no digit of a long one is lost. */
export interface ExactNumber {
  readonly number: string;
}

/** An object whose keys keep their order, whatever they are called. */
export type ExactObject = ReadonlyMap<string, ExactJson>;

/** A value of JSON, told apart as exactly as Python's clients tell them apart. */
export type ExactJson = null | boolean | string | ExactNumber | readonly ExactJson[] | ExactObject;

export function isExactObject(value: ExactJson | undefined): value is ExactObject {
  return value instanceof Map;
}

export function isExactNumber(value: ExactJson): value is ExactNumber {
  return typeof value === "object" && value !== null && "number" in value;
}

const DEEPEST = 100;
const LONGEST_INTEGER = 4300;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /true|false|null|NaN|-?Infinity/y;
const WORDS: Readonly<Record<string, ExactJson>> = { true: true, false: false, null: null };

/** Where reading has come to. */
interface Place {
  readonly text: string;
  at: number;
}

/** Reads JSON, and NaN and the infinities, as Python does. Throws `core.not_json`. */
export function readExactJson(text: string): ExactJson {
  const place = { text, at: 0 };
  const value = readValue(place, 0);
  take(place, SPACE);
  return place.at === text.length ? value : fail(place);
}

function fail({ at }: Place, what = "this is not JSON"): never {
  throw new GyreError("core.not_json", `${what}, at position ${at}`);
}

/** What the pattern matches here, and goes on behind it. */
function take(place: Place, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = place.at;
  const match = pattern.exec(place.text);
  if (match !== null) place.at = pattern.lastIndex;
  return match;
}

function readValue(place: Place, depth: number): ExactJson {
  if (depth > DEEPEST) fail(place, `nested more than ${DEEPEST} deep`);
  take(place, SPACE);
  const sign = place.text[place.at];
  if (sign === "{") return readObject(place, depth);
  if (sign === "[") return readList(place, depth);
  if (sign === '"') return readString(place);
  const word = take(place, WORD);
  if (word !== null) return Object.hasOwn(WORDS, word[0]) ? WORDS[word[0]] : { number: word[0] };
  const number = take(place, NUMBER);
  return number === null ? fail(place) : readNumber(place, number);
}

function readNumber(place: Place, [written, fraction, exponent]: RegExpExecArray): ExactNumber {
  if (fraction !== undefined || exponent !== undefined) {
    const value = Number(written);
    return { number: Number.isFinite(value) ? floatText(value) : String(value) };
  }
  if (written.length > LONGEST_INTEGER) fail(place, "an integer of too many digits");
  return { number: written === "-0" ? "0" : written };
}

function readString(place: Place): string {
  const { text, at } = place;
  const end = text[at] === '"' ? endOfString(text, at + 1) : -1;
  if (end < 0) return fail(place);
  place.at = end + 1;
  const written = text.slice(at, end + 1);
  if (!/[\\\p{Cc}]/u.test(written)) return written.slice(1, -1);
  try {
    return JSON.parse(written) as string;
  } catch {
    return fail(place);
  }
}

/** Where the quote that ends a string stands, that is one behind an even number of backslashes; -1 without one. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from);
  for (; end >= 0; end = text.indexOf('"', end + 1)) {
    let start = end;
    while (text[start - 1] === "\\" && start > from) start--;
    if ((end - start) % 2 === 0) break;
  }
  return end;
}

/** Whether another member follows; what ends the list is behind. */
function hasMore(place: Place, end: "]" | "}"): boolean {
  take(place, SPACE);
  const sign = place.text[place.at++];
  if (sign !== "," && sign !== end) fail(place);
  return sign === ",";
}

function isEmpty(place: Place, end: "]" | "}"): boolean {
  place.at++;
  take(place, SPACE);
  if (place.text[place.at] !== end) return false;
  place.at++;
  return true;
}

function readList(place: Place, depth: number): readonly ExactJson[] {
  const items: ExactJson[] = [];
  if (isEmpty(place, "]")) return items;
  do items.push(readValue(place, depth + 1));
  while (hasMore(place, "]"));
  return items;
}

function readObject(place: Place, depth: number): ExactObject {
  const object = new Map<string, ExactJson>();
  if (isEmpty(place, "}")) return object;
  do {
    take(place, SPACE);
    const key = readString(place);
    take(place, SPACE);
    if (place.text[place.at++] !== ":") fail(place);
    object.set(key, readValue(place, depth + 1));
  } while (hasMore(place, "}"));
  return object;
}

/** Writes JSON in ASCII, with the spaces that Python puts; `isSorted`: keys by code points, so that equal values give equal text. */
export function writeExactJson(value: ExactJson, isSorted = false): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeString(value);
  if (isExactObject(value)) {
    const entries = [...value];
    if (isSorted) entries.sort(([a], [b]) => compareText(a, b));
    return `{${entries.map(([key, item]) => `${writeString(key)}: ${writeExactJson(item, isSorted)}`).join(", ")}}`;
  }
  if (isExactNumber(value)) return value.number;
  return `[${(value as readonly ExactJson[]).map((item) => writeExactJson(item, isSorted)).join(", ")}]`;
}

function writeString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
