import { pythonInt } from "../../../tracking/index.js";
import type { Field } from "./fields.js";

/** What {@link scalarValue} gives for a value of another type. */
export const NOT_A_VALUE = Symbol("not a value");

const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
/** The double closest to the ends of 64 bits that is still inside, also when it is written in decimals. */
const MOST_WHOLE = 2 ** 63 - 1024;
const INT32 = { least: -(2n ** 31n), most: 2n ** 31n - 1n };

const INFINITE: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
]);

/** A value as its field's type: integers and doubles also from texts, true and false as 1 and 0, enums from name or number. */
export function scalarValue({ kind, names }: Field, value: unknown): unknown {
  switch (kind) {
    case "string":
      return isText(value) ? value : NOT_A_VALUE;
    case "bool":
      return typeof value === "boolean" ? value : NOT_A_VALUE;
    case "double":
      return doubleOf(value);
    case "int32":
      return integerOf(value, INT32);
    case "int64":
      return integerOf(value, INT64);
    case "enum":
      return enumOf(names ?? {}, value);
    case "texts":
      return isTexts(value) ? value : NOT_A_VALUE;
    case "json":
      return value;
    default:
      return NOT_A_VALUE;
  }
}

/** Half a character, which UTF-8 cannot say, would be kept as another text than was given. */
function isText(value: unknown): boolean {
  return typeof value === "string" && value.isWellFormed();
}

function isTexts(value: unknown): boolean {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord && Object.entries(value).flat().every(isText);
}

function integerOf(value: unknown, { least, most }: typeof INT64): number | typeof NOT_A_VALUE {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
    return (value as number) + 0;
  const exact = wholeOf(value);
  if (exact === null || exact < least || exact > most) return NOT_A_VALUE;
  return Math.min(Math.max(Number(exact), -MOST_WHOLE), MOST_WHOLE);
}

/** Texts are read as Python's `int` reads them, but for blanks. */
function wholeOf(value: unknown): bigint | null {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : null;
  return typeof value === "string" && !value.includes(" ") ? pythonInt(value) : null;
}

function doubleOf(value: unknown): number | typeof NOT_A_VALUE {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return NOT_A_VALUE;
  const text = value.trim();
  const infinite = INFINITE.get(text.toLowerCase().replace(/^\+/, ""));
  if (infinite !== undefined) return infinite;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NOT_A_VALUE;
}

function enumOf(names: Readonly<Record<number, string>>, value: unknown): string | typeof NOT_A_VALUE {
  if (typeof value === "number") return names[value] ?? NOT_A_VALUE;
  if (typeof value !== "string") return NOT_A_VALUE;
  if (Object.values(names).includes(value)) return value;
  return /^\d{1,9}$/.test(value) ? (names[Number(value)] ?? NOT_A_VALUE) : NOT_A_VALUE;
}
