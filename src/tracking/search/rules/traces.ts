import { type Clause, readClauses } from "../clauses.js";
import { pythonRepr } from "../python/repr.js";
import { refuse } from "../refuse.js";
import type { Condition } from "../types.js";
import { conditionOn, type Judged } from "./condition.js";
import { checkSpan, checkTraceComparison } from "./trace-checks.js";
import { meant, TRACE_NUMBERS, traceField, traceIdentifier } from "./trace-fields.js";
import { traceValue } from "./trace-values.js";
import type { Comparison } from "./values.js";

function read({ left, operator, right }: Clause): Comparison {
  const written = traceIdentifier(left.text);
  const value = right === null ? null : traceValue(written, operator, right);
  if (written.type === "span" && right !== null) checkSpan(written.key, operator);
  return { ...meant(written), comparator: operator, value };
}

/** A number as SQL writes it. */
const WRITTEN_NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** A time that is compared with a text: with the number in it; any other text comes after all numbers, and after an end each does. */
function timeOf(key: string, text: string): number {
  return key !== "end_time_ms" && WRITTEN_NUMBER.test(text) ? Number(text) : Infinity;
}

/** The list that an attribute of a span is compared with, as the text of it. */
function asText(list: readonly string[]): string {
  return list.length === 1 ? `(${pythonRepr(list[0]!)},)` : `(${list.map(pythonRepr).join(", ")})`;
}

function condition(comparison: Comparison): Condition {
  checkTraceComparison(comparison);
  const { type, key, comparator, value } = comparison;
  const field = traceField(comparison);
  if (type === "attribute" && TRACE_NUMBERS.includes(key) && typeof value === "string") {
    return conditionOn(field, { ...comparison, value: timeOf(key, value) });
  }
  if (type === "span" && key.startsWith("attributes.")) {
    const isList = Array.isArray(value);
    const takesList = comparator === "IN" || comparator === "NOT IN";
    if (takesList || (isList && comparator === "RLIKE")) {
      refuse(`Invalid comparator '${comparator}' for span.${key}: attributes are compared with one text`);
    }
    return conditionOn(field, { ...comparison, value: isList ? asText(value as readonly string[]) : value });
  }
  return conditionOn(field, comparison);
}

/** Where spans are looked at, times are compared with numbers, so that spans can be looked for by time. */
function checkTimes(comparisons: readonly Comparison[]): void {
  const from = comparisons.filter(({ key, comparator }) => key === "timestamp_ms" && /^>=?$/.test(comparator));
  const texts = from.filter(({ type, value }) => type === "attribute" && typeof value === "string");
  if (texts.length === 0) return;
  if (texts.length < from.length || comparisons.some(({ type }) => type === "span")) {
    refuse(`Expected a number for timestamp_ms. Found ${pythonRepr(String(texts[0]!.value))}`);
  }
}

/** The conditions of a filter on traces, all of which must hold. Throws `tracking.bad_filter`. */
export function readTraceFilter(text: string): readonly Judged[] {
  const comparisons = readClauses(text, { isQuoting: true, readsTimestamps: true, read });
  checkTimes(comparisons);
  return comparisons.map((comparison) => () => condition(comparison));
}
