import { type Literal, pythonLiteral } from "../python/literal.js";
import { isInt64, pythonFloat, pythonInt } from "../python/number.js";
import { refuse } from "../refuse.js";
import type { Comparator, Condition, Field } from "../types.js";
import { NEVER } from "./condition.js";

/** What one value in parentheses is to the database. */
type Kind = "text" | "bytes" | "integer" | "float" | "boolean" | "none";

function kindOf(literal: Literal): Kind | null {
  if ("items" in literal) return null;
  if (literal.kind === "word") return literal.value === "None" ? "none" : "boolean";
  if (literal.kind !== "number") return literal.kind;
  return /^[+-]?(?:\d+$|0[xob])/i.test(literal.value) ? "integer" : "float";
}

function integer(literal: Literal): bigint | null {
  const [, sign, digits] = /^([+-]?)(.*)$/.exec("value" in literal ? literal.value : "")!;
  const isOtherBase = /^0[xob]/i.test(digits!);
  const value = isOtherBase ? BigInt(digits!.toLowerCase()) : pythonInt(digits!);
  return value !== null && sign === "-" ? -value : value;
}

/** Whether the database takes a value for one of the kind of the list's first. */
function isTaken(literal: Literal, first: Kind): boolean {
  const kind = kindOf(literal);
  if (kind === null) return false;
  if (kind === "none") return true;
  if (first === "bytes") return kind === "bytes";
  if (first === "float")
    return kind === "text" ? pythonFloat((literal as { value: string }).value) !== null : kind !== "bytes";
  if (first === "boolean") return kind === "boolean" || (kind === "integer" && [0n, 1n].includes(integer(literal)!));
  return kind !== "integer" || isInt64(integer(literal) ?? 2n ** 63n);
}

/** The text that a column of text has where it equals a value; null where it never does. */
function textOf(literal: Literal): string | null {
  const kind = kindOf(literal);
  if (kind === null || kind === "none" || kind === "bytes") return null;
  const { value } = literal as { readonly value: string };
  if (kind === "boolean") return value === "True" ? "1" : "0";
  if (kind === "integer") return String(integer(literal));
  return kind === "float" ? String(Number(value)) : value;
}

function inList(field: Field, comparator: Comparator, literal: Literal): Condition | null {
  if (!("items" in literal) && literal.kind !== "text") return null;
  const items = "items" in literal ? literal.items : [literal];
  const first = items[0] === undefined ? "none" : kindOf(items[0]);
  if (first === null || !items.every((item) => isTaken(item, first))) return null;
  if (comparator === "NOT IN" && items.some((item) => kindOf(item) === "none")) return NEVER;
  return { kind: "comparison", field, comparator, value: items.map(textOf).filter((text) => text !== null) };
}

function withOne(field: Field, comparator: Comparator, literal: Literal): Condition | null {
  const kind = kindOf(literal);
  const isEquality = comparator === "=" || comparator === "!=";
  if (kind === null || kind === "text" || !isTaken(literal, kind)) return null;
  if ((kind === "none" || kind === "boolean") && !isEquality) return null;
  const isNever = kind === "none" || kind === "bytes";
  if (!isNever || !isEquality) {
    return { kind: "comparison", field, comparator, value: textOf(literal) ?? (literal as { value: string }).value };
  }
  if (comparator === "!=") return { kind: "isNotNull", field };
  return kind === "none" && field.entity === "attribute" ? { kind: "isNull", field } : NEVER;
}

/**
 * The condition that what stands in parentheses makes: a list for IN and NOT IN, one value for the others. It is read as Python reads it,
 * and what SQLite would not take is refused: mixed kinds, integers of more than 64 bits.
 */
export function listCondition(field: Field, comparator: Comparator, written: string): Condition {
  const literal = pythonLiteral(written);
  const isList = comparator === "IN" || comparator === "NOT IN";
  const made = literal === null ? null : (isList ? inList : withOne)(field, comparator, literal);
  return made ?? refuse(`Expected a list of quoted string values. Found ${written}`);
}
