import { types } from "pg";
import { GyreError } from "../../../core/index.js";
import { decodeText, encodeText } from "../texts.js";

/** The types whose text `pg` would read otherwise than SQLite's driver gives them (`pg_type.oid`). */
const OID = { bool: 16, int8: 20, text: 25, varchar: 1043, numeric: 1700 };

/** A parameter as `pg` sends it: text by {@link encodeText}, and -0, which `pg` would write as 0. */
export function parameterOf(value: unknown): unknown {
  if (typeof value === "string") return encodeText(value);
  return Object.is(value, -0) ? "-0" : value;
}

/** How results are read: whole numbers and numerics as numbers, booleans as 0 and 1, text by {@link decodeText}. */
export const TYPE_PARSERS: { getTypeParser: typeof types.getTypeParser } = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    PARSERS.get(oid) ?? types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [OID.bool, (text) => (text === "t" ? 1 : 0)],
  [OID.int8, readNumber],
  [OID.numeric, readNumber],
  [OID.text, decodeText],
  [OID.varchar, decodeText],
]);

/** A whole number or numeric of the database. Throws `core.unexpected` for a whole number that a double cannot hold. */
export function readNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) || !/^-?\d+$/.test(text)) return number;
  throw new GyreError("core.unexpected", `the database holds ${text}, expected whole numbers up to 2^53 - 1`);
}
