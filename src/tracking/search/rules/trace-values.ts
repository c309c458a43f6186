import { refuse, setText } from "../refuse.js";
import type { Token } from "../sql/token.js";
import { type Identifier, TRACE_NUMBERS } from "./trace-fields.js";
import { type Comparison, isNumeric, isTextual, numberOf, textOf, textsOf } from "./values.js";

const LISTS = ["name", "status", "request_id", "run_id", "client_request_id"];

function attributeValue(key: string, token: Token): Comparison["value"] {
  if (!isTextual(token) && token.kind === "parenthesis") {
    if (LISTS.includes(key)) return textsOf(token);
    return refuse(`Only attributes in ${setText(LISTS)} supports comparison with a list of quoted string values.`);
  }
  if (isNumeric(token)) {
    if (TRACE_NUMBERS.includes(key)) return numberOf(token, key);
    return refuse(`Only the '${setText(TRACE_NUMBERS)}' attributes support comparison with numeric values.`);
  }
  return textOf(token, "Expected a quoted string value or a list of quoted string values for attributes");
}

/** Assessments are compared by order with numbers, and otherwise with texts. */
function assessmentValue(type: string, comparator: string, token: Token): Comparison["value"] {
  if (![">", ">=", "<", "<="].includes(comparator)) {
    return textOf(token, `Expected a quoted string value for ${type} (e.g. 'my-value')`);
  }
  if (isNumeric(token)) return numberOf(token, type);
  return refuse(`Expected a numeric value for ${type} when using comparator '${comparator}'. Got value ${token.text}`);
}

/** What a field of traces is compared with. Throws `tracking.bad_filter`. */
export function traceValue({ type, key }: Identifier, comparator: string, token: Token): Comparison["value"] {
  const quoted = `Expected a quoted string value for ${type} (e.g. 'my-value')`;
  if (type === "attribute") return attributeValue(key, token);
  if (type === "feedback" || type === "expectation") return assessmentValue(type, comparator, token);
  const takesLists = type === "tag" || type === "span";
  return takesLists && token.kind === "parenthesis" ? textsOf(token) : textOf(token, quoted);
}
