import { compareText } from "../../core/index.js";
import { isLike } from "./like.js";
import { patternOf } from "./pattern.js";
import type { Comparator, Condition, Field } from "./types.js";

/** One value of a field. */
export type Scalar = number | string;

/** The value of a field of an item: null where it has none, several for the datasets of a run. */
export type FieldValue = Scalar | null | readonly Scalar[];

/** Gives the fields of an item. */
export type Lookup = (field: Field) => FieldValue;

/** The comparison of a condition. */
type Comparison = Extract<Condition, { kind: "comparison" }>;

function order(a: Scalar, b: Scalar): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareText(String(a), String(b));
}

function isOrdered(comparator: Comparator, a: Scalar, b: Scalar): boolean {
  if (Number.isNaN(a) || Number.isNaN(b) || typeof a !== typeof b) return comparator === "!=";
  // Infinities less themselves are NaN.
  const difference = a === b ? 0 : order(a, b);
  switch (comparator) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    default:
      return difference >= 0;
  }
}

function holds({ comparator, value }: Comparison, found: Scalar): boolean {
  switch (comparator) {
    case "IN":
      return (value as readonly string[]).includes(String(found));
    case "NOT IN":
      return !(value as readonly string[]).includes(String(found));
    case "LIKE":
    case "ILIKE":
      return isLike(String(found), String(value), comparator === "ILIKE");
    case "RLIKE":
      return patternOf(String(value))(String(found));
    default:
      return isOrdered(comparator, found, value as Scalar);
  }
}

function valuesOf(value: FieldValue): readonly Scalar[] {
  if (value === null) return [];
  return typeof value === "object" ? value : [value];
}

/**
 * Whether a condition holds for an item. A comparison holds where the field is there and one of its values is as it says; NaN is
 * unequal to everything and else compares with nothing. `and` of nothing holds, `or` of nothing does not.
 */
export function evaluate(condition: Condition, lookup: Lookup): boolean {
  switch (condition.kind) {
    case "and":
      return condition.parts.every((part) => evaluate(part, lookup));
    case "or":
      return condition.parts.some((part) => evaluate(part, lookup));
    case "not":
      return !evaluate(condition.part, lookup);
    case "isNull":
      return valuesOf(lookup(condition.field)).length === 0;
    case "isNotNull":
      return valuesOf(lookup(condition.field)).length > 0;
    case "comparison":
      return valuesOf(lookup(condition.field)).some((value) => holds(condition, value));
  }
}
