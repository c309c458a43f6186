import { refuse, setText } from "../refuse.js";
import { TRACE_NUMBERS } from "./trace-fields.js";
import type { Comparison } from "./values.js";
import { EQUAL_OR_LIKE, NUMERIC, TEXT, TEXT_OR_NULL } from "./words.js";

const TEXT_OR_PATTERN = [...TEXT, "RLIKE"];
const WITH_NULL = [...TEXT_OR_NULL, "RLIKE"];
const SPAN_KEYS = ["name", "status", "type"];
/** Metadata that MLflow keeps in columns of its own. */
const IN_COLUMNS = ["mlflow.trace.tokenUsage", "mlflow.trace.cost"];

function require(comparator: string, valid: readonly string[], message: string): void {
  if (!valid.includes(comparator)) refuse(message);
}

/** Spans are asked for by name, type, status, content and attributes. The comparator must be in capitals when the filter is read. */
export function checkSpan(key: string, comparator: string): void {
  const shown = (valid: readonly string[]) => `span.${key} comparator '${comparator}' not one of '${setText(valid)}'`;
  if (key === "attributes.") refuse("Span attribute name cannot be empty after 'attributes.'");
  if (key.startsWith("attributes.") || SPAN_KEYS.includes(key)) {
    require(comparator, TEXT_OR_PATTERN, shown(TEXT_OR_PATTERN));
  } else if (key === "content") {
    require(comparator, ["LIKE", "ILIKE"], shown(["LIKE", "ILIKE"]));
  } else {
    refuse(
      `Invalid span attribute '${key}'. Supported attributes: ${SPAN_KEYS.join(", ")}, attributes.<attribute_name>.`,
    );
  }
}

function checkAttribute(key: string, comparator: string): void {
  const isNumber = TRACE_NUMBERS.includes(key);
  const ending = isNumber ? "" : "'";
  const message = `Invalid comparator '${comparator}' not one of '${setText(TEXT_OR_PATTERN)}${ending}`;
  require(comparator, isNumber ? NUMERIC : TEXT_OR_PATTERN, message);
}

function checkPrompt(comparator: string, value: Comparison["value"]): void {
  const form = 'prompt = "name/version"';
  require(comparator, [
    "=",
  ], `Invalid comparator '${comparator}' for prompts filter. Only '=' is supported with format: ${form}`);
  if (String(value).split("/").length !== 2 || Array.isArray(value)) {
    refuse(`Invalid prompts filter value '${value}'. Expected format: ${form}`);
  }
}

function checkTag(key: string, comparator: string, value: Comparison["value"]): void {
  require(comparator, WITH_NULL, `Invalid comparator '${comparator}' not one of '${setText(WITH_NULL)}`);
  if (key === "mlflow.linkedPrompts") checkPrompt(comparator, value);
}

function checkMetadata(key: string, comparator: string): void {
  require(comparator, WITH_NULL, `Invalid comparator '${comparator}' not one of '${setText(WITH_NULL)}'`);
  if (!IN_COLUMNS.includes(key)) return;
  const text = `Comparator '${comparator}' is not supported for reserved metadata '${key}'. `;
  require(comparator, [
    "=",
    "!=",
    "IS NULL",
    "IS NOT NULL",
  ], `${text}Only '=', '!=', 'IS NULL', and 'IS NOT NULL' are supported.`);
}

function checkAssessment(key: string, comparator: string): void {
  const valid = [...EQUAL_OR_LIKE, ">", ">=", "<", "<=", "RLIKE", "IS NULL", "IS NOT NULL"];
  if (key === "") refuse("Assessment field name cannot be empty");
  require(comparator, valid, `assessment.${key} comparator '${comparator}' not one of '${setText(valid)}'`);
}

function checkIssue(key: string, comparator: string): void {
  require(key, ["id"], `Invalid issue attribute '${key}'. Supported attributes: id`);
  require(comparator, ["="], `issue.${key} comparator '${comparator}' not one of '${setText(["="])}'`);
}

/** Checks a comparison of traces once it is known what it is about. Throws `tracking.bad_filter`. */
export function checkTraceComparison({ type, key, value, ...written }: Comparison): void {
  const comparator = written.comparator.toUpperCase();
  if (type === "attribute") checkAttribute(key, comparator);
  else if (type === "tag") checkTag(key, comparator, value);
  else if (type === "request_metadata") checkMetadata(key, comparator);
  else if (type === "span") checkSpan(key, comparator);
  else if (type === "issue") checkIssue(key, comparator);
  else checkAssessment(key, comparator);
}
