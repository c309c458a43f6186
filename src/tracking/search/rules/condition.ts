import type { Condition, Field } from "../types.js";
import { type Comparison, comparatorOf } from "./values.js";

/** A condition on a field from a comparison that was checked. */
export function conditionOn(field: Field, comparison: Comparison): Condition {
  if (comparison.comparator === "IS NULL") return { kind: "isNull", field };
  if (comparison.comparator === "IS NOT NULL") return { kind: "isNotNull", field };
  return { kind: "comparison", field, comparator: comparatorOf(comparison), value: comparison.value ?? "" };
}

/** What never holds. */
export const NEVER: Condition = { kind: "or", parts: [] };
