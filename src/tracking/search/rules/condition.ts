import { refuse } from "../refuse.js";
import type { Condition, Field } from "../types.js";
import { type Comparison, comparatorOf } from "./values.js";

/** Judges a comparison that was read, which MLflow does once all of them have been. Throws `tracking.bad_filter`. */
export type Judged = () => Condition;

/** A condition on a field from a comparison that was checked. Throws `tracking.bad_filter` for an integer of more than 64 bits. */
export function conditionOn(field: Field, comparison: Comparison): Condition {
  if (comparison.comparator === "IS NULL") return { kind: "isNull", field };
  if (comparison.comparator === "IS NOT NULL") return { kind: "isNotNull", field };
  const { key, value } = comparison;
  if (typeof value === "bigint") return refuse(`Invalid value for numeric attribute '${key}': ${value}`);
  return { kind: "comparison", field, comparator: comparatorOf(comparison), value: value ?? "" };
}

/** What never holds. */
export const NEVER: Condition = { kind: "or", parts: [] };
