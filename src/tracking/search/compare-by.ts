import { compareText } from "../../core/index.js";
import type { FieldValue, Lookup, Scalar } from "./evaluate.js";
import type { OrderBy } from "./types.js";

/** Values come first, then NaN, then what is missing. */
function rank(value: FieldValue): number {
  if (value === null || (typeof value === "object" && value.length === 0)) return 2;
  return Number.isNaN(value) ? 1 : 0;
}

/** Numbers come before texts. */
function order(a: Scalar, b: Scalar): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return typeof a === "number" ? -1 : 1;
}

function first(value: FieldValue): Scalar {
  return typeof value === "object" ? value![0]! : value;
}

/**
 * The order of two items, negative when `a` comes first; 0 where the order says nothing. Values come before NaN and NaN before missing
 * in both directions; texts are ordered by code points.
 */
export function compareBy(orderBy: readonly OrderBy[], a: Lookup, b: Lookup): number {
  for (const { field, isDescending } of orderBy) {
    const [left, right] = [a(field), b(field)];
    const kind = rank(left) - rank(right);
    if (kind !== 0) return kind;
    const difference = rank(left) === 0 ? order(first(left), first(right)) : 0;
    if (difference !== 0) return isDescending ? -difference : difference;
  }
  return 0;
}
