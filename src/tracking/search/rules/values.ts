import { type Literal, pythonLiteral } from "../python/literal.js";
import { isInt64, pythonFloat, pythonInt } from "../python/number.js";
import { floatText, pythonRepr } from "../python/repr.js";
import { quotedText } from "../quotes.js";
import { listText, refuse } from "../refuse.js";
import { isToken, type Token } from "../sql/token.js";
import type { Comparator } from "../types.js";

/** What a comparison compares with, as MLflow reads it; a bigint is one that no column can hold. */
export type Value = number | bigint | string | readonly string[];

/** A comparison by MLflow's words. */
export interface Comparison {
  readonly type: string;
  readonly key: string;
  /** As written, but for IN, NOT IN, IS NULL and IS NOT NULL that may be in capitals. */
  readonly comparator: string;
  /** Null where there is none. */
  readonly value: Value | null;
  /** Whether the value is a number with a point or an exponent. */
  readonly isFloat?: boolean;
}

export function isNullTest(comparator: string): boolean {
  return comparator === "IS NULL" || comparator === "IS NOT NULL";
}

/** Whether a value is a text in quotes, or an identifier that may turn out to be one. */
export function isTextual(token: Token): boolean {
  return isToken(token, "String.Single") || token.kind === "identifier";
}

export function isNumeric(token: Token): boolean {
  return isToken(token, "Number.Integer") || isToken(token, "Number.Float");
}

/** The text of a textual value; other tokens are refused with MLflow's words for this kind of thing. */
export function textOf(token: Token, expected: string): string {
  return isTextual(token) ? quotedText(token.text) : refuse(`${expected}. Got value ${token.text}`);
}

/** The value of a number; an integer that does not fit in 64 bits stays as it is. */
export function numberOf(token: Token, key: string): number | bigint {
  return isToken(token, "Number.Integer") ? integerOf(token.text, key) : (pythonFloat(token.text) ?? Number.NaN);
}

/** An integer as Python's `int` reads it; one that does not fit in 64 bits stays as it is. */
export function integerOf(text: string, key: string): number | bigint {
  const value = pythonInt(text);
  if (value === null) return refuse(`Invalid value for numeric attribute '${key}': ${pythonRepr(text)}`);
  return isInt64(value) ? Number(value) : value;
}

function shown(literal: Literal): string {
  if (!("items" in literal)) {
    if (literal.kind === "text" || literal.kind === "bytes")
      return (literal.kind === "bytes" ? "b" : "") + pythonRepr(literal.value);
    return literal.kind === "number" ? numberText(literal.value) : literal.value;
  }
  const parts = literal.items.map(shown).join(", ");
  if (literal.kind === "tuple") return literal.items.length === 1 ? `(${parts},)` : `(${parts})`;
  return literal.kind === "list" ? `[${parts}]` : `{${parts}}`;
}

/** More are printed as they are written. */
const MOST_DIGITS = 4300;

/** A number as Python prints it: whole ones without sign and zeros that say nothing, others as floats. */
function numberText(written: string): string {
  if (written.length > MOST_DIGITS) return written;
  const digits = written.replace(/^[+-]/, "");
  if (!/^(?:\d+|0[xob].*)$/i.test(digits)) return floatText(Number(written));
  const whole = BigInt(digits);
  return String(written.startsWith("-") ? -whole : whole);
}

/** The texts of a list in parentheses; the list is read as Python reads it. */
export function textsOf(token: Token): readonly string[] {
  const expected = "While parsing a list in the query, expected a non-empty list of string values, but got";
  const read = pythonLiteral(token.text);
  if (read === null) return refuse(`${expected} ill-formed list.`);
  const items = read.kind === "tuple" ? read.items : [read];
  if (items.length === 0) return refuse(`${expected} empty list`);
  return items.map((item) =>
    item.kind === "text"
      ? item.value
      : refuse(
          "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: " +
            shown({ kind: "tuple", items }),
        ),
  );
}

/** The texts of a list, where the attribute may be compared with one. */
export function textsFor(key: string, supported: readonly string[], token: Token): readonly string[] {
  if (supported.includes(key)) return textsOf(token);
  return refuse(`Only ${listText(supported)} attributes support comparison with a list of quoted string values.`);
}

/** A comparator that was checked; a list goes with IN and NOT IN alone. */
export function comparatorOf(comparison: Comparison): Comparator {
  const comparator = comparison.comparator.toUpperCase();
  if (Array.isArray(comparison.value) && comparator !== "IN" && comparator !== "NOT IN") {
    return refuse(`Invalid comparator '${comparator}' for a list of values`);
  }
  return comparator as Comparator;
}
