import { type Clause, readClauses } from "../clauses.js";
import { floatText } from "../python/repr.js";
import { refuse, setText } from "../refuse.js";
import { isToken, type Token } from "../sql/token.js";
import type { Condition, Field } from "../types.js";
import { conditionOn, type Judged } from "./condition.js";
import { type Comparison, isNullTest, isNumeric, numberOf, textOf, textsFor } from "./values.js";
import { EQUAL_OR_LIKE, NUMERIC } from "./words.js";

const NUMBERS = ["created_time", "last_update_time"];
const ATTRIBUTES = ["name", ...NUMBERS, "created_by", "last_updated_by"];
const ORDERED = ["name", ...NUMBERS];

/** An attribute as it stands, or a tag whose key is all that follows the first point, quotes included. */
function identifier(
  text: string,
  valid: readonly string[],
): { readonly type: "attribute" | "tag"; readonly key: string } {
  const dot = text.indexOf(".");
  if (dot < 0) {
    if (valid.includes(text)) return { type: "attribute", key: text };
    return refuse(`Invalid attribute key '${text}' specified. Valid keys are: ${setText(valid)}`);
  }
  const entity = text.slice(0, dot);
  return entity === "tags"
    ? { type: "tag", key: text.slice(dot + 1) }
    : refuse(`Invalid identifier token '${entity}' specified`);
}

function readValue(type: string, key: string, token: Token): Comparison["value"] {
  if (type === "tag") return textOf(token, "Expected a quoted string value for tag (e.g. 'my-value')");
  if (NUMBERS.includes(key)) {
    if (isNumeric(token)) return numberOf(token, key);
    return refuse(`Expected numeric value type for numeric attribute: ${key}. Found ${token.text}`);
  }
  if (token.kind === "parenthesis") return textsFor(key, ["name"], token);
  return textOf(token, "Expected a quoted string value for attributes");
}

function read({ left, operator, right }: Clause): Comparison {
  const { type, key } = identifier(left.text, ATTRIBUTES);
  if (right === null) {
    if (type === "tag") return { type, key, comparator: operator, value: null };
    return refuse(`IS NULL / IS NOT NULL is only supported for tags and params, not for 'attribute' '${key}'`);
  }
  const value = readValue(type, key, right);
  if (Array.isArray(value) && operator !== "IN")
    refuse("List values for 'name' are only supported with the IN comparator.");
  return { type, key, comparator: operator, value, isFloat: isToken(right, "Number.Float") };
}

function condition(comparison: Comparison): Condition {
  const { type, key, comparator, value, isFloat } = comparison;
  if (type === "tag") {
    if (isNullTest(comparator) || !EQUAL_OR_LIKE.includes(comparator))
      refuse(`Invalid comparator for tag: ${comparator}`);
    return conditionOn({ entity: "tag", key }, comparison);
  }
  if (NUMBERS.includes(key)) {
    if (!NUMERIC.includes(comparator)) refuse(`Invalid comparator for numeric attribute: ${comparator}`);
    if (isFloat) refuse(`Invalid value for numeric attribute '${key}': '${floatText(value as number)}'`);
  } else if (!Array.isArray(value) && ![...EQUAL_OR_LIKE, ...NUMERIC].includes(comparator)) {
    refuse(`Invalid comparator for string attribute: ${comparator}`);
  }
  return conditionOn({ entity: "attribute", key }, comparison);
}

/** The conditions of a filter on evaluation datasets, all of which must hold. Throws `tracking.bad_filter`. */
export function readEvaluationDatasetFilter(text: string): readonly Judged[] {
  return readClauses(text, { isQuoting: false, read }).map((comparison) => () => condition(comparison));
}

/** What evaluation datasets are ordered by. Throws `tracking.bad_filter`. */
export function datasetOrder(text: string): Field {
  const { type, key } = identifier(text, ORDERED);
  return type === "attribute" ? { entity: type, key } : refuse("Invalid order_by entity: tag");
}
