import { type Clause, readClauses } from "../clauses.js";
import { isInt64, pythonInt } from "../python/number.js";
import { floatText } from "../python/repr.js";
import { refuse, setText } from "../refuse.js";
import { isToken, type Token } from "../sql/token.js";
import type { Condition } from "../types.js";
import { conditionOn, type Judged } from "./condition.js";
import { shortIdentifier } from "./registry-identifier.js";
import { type Comparison, isNullTest, isNumeric, numberOf, textOf, textsFor } from "./values.js";
import { EQUAL_OR_LIKE, NUMERIC, TEXT } from "./words.js";

/** What experiments can be asked for and ordered by. */
export const EXPERIMENT_ATTRIBUTES = ["name", "experiment_id", "creation_time", "last_update_time"];
const NUMBERS = ["creation_time", "last_update_time"];

function readValue(type: string, key: string, token: Token): Comparison["value"] {
  if (type === "tag") return textOf(token, "Expected a quoted string value for tag (e.g. 'my-value')");
  if (NUMBERS.includes(key)) {
    if (isNumeric(token)) return numberOf(token, key);
    return refuse(`Expected numeric value type for numeric attribute: ${key}. Found ${token.text}`);
  }
  if (token.kind === "parenthesis") return textsFor(key, ["experiment_id"], token);
  return textOf(token, "Expected a quoted string value for attributes");
}

function read({ left, operator, right }: Clause): Comparison {
  const { type, key } = shortIdentifier(left.text, EXPERIMENT_ATTRIBUTES);
  if (right !== null) {
    const value = readValue(type, key, right);
    return { type, key, comparator: operator, value, isFloat: isToken(right, "Number.Float") };
  }
  if (type === "tag") return { type, key, comparator: operator, value: null };
  return refuse(`IS NULL / IS NOT NULL is only supported for tags, not for attribute '${key}'`);
}

/** An id as it is written elsewhere, without signs and zeros before it. */
function idOf(written: string): string {
  const id = pythonInt(written);
  if (id === null) return refuse(`Invalid experiment ID '${written}'. Experiment ID must be a valid integer.`);
  return isInt64(id)
    ? String(id)
    : refuse(`Invalid experiment ID '${written}'. Experiment ID must be a valid integer.`);
}

function condition(comparison: Comparison): Condition {
  const { type, key, comparator, value } = comparison;
  if (type === "tag") {
    if (isNullTest(comparator) || EQUAL_OR_LIKE.includes(comparator))
      return conditionOn({ entity: "tag", key }, comparison);
    return refuse(`Invalid comparator for tag: ${comparator}`);
  }
  const field = { entity: "attribute", key } as const;
  if (key === "experiment_id") {
    if (!["=", "!=", "IN", "NOT IN"].includes(comparator))
      refuse(`Invalid comparator for experiment_id: ${comparator}`);
    const ids = Array.isArray(value) ? value.map(idOf) : idOf(value as string);
    return conditionOn(field, { ...comparison, value: ids });
  }
  const isNumber = NUMBERS.includes(key);
  if (!(isNumber ? NUMERIC : TEXT).includes(comparator)) {
    refuse(`Invalid comparator '${comparator}' not one of '${setText(TEXT)}${isNumber ? "" : "'"}`);
  }
  if (!isNumber && !EQUAL_OR_LIKE.includes(comparator))
    refuse(`Invalid comparator for string attribute: ${comparator}`);
  if (comparison.isFloat) refuse(`Invalid value for numeric attribute '${key}': '${floatText(value as number)}'`);
  return conditionOn(field, comparison);
}

/** The conditions of a filter on experiments, all of which must hold. Comparators must be in capitals. Throws `tracking.bad_filter`. */
export function readExperimentFilter(text: string): readonly Judged[] {
  return readClauses(text, { isQuoting: false, read }).map((comparison) => () => condition(comparison));
}
