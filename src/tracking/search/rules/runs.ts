import { type Clause, readClauses } from "../clauses.js";
import { pythonFloat } from "../python/number.js";
import { keyOf, withoutBackticks } from "../quotes.js";
import { listText, refuse, setText } from "../refuse.js";
import type { Token } from "../sql/token.js";
import type { Condition, Field } from "../types.js";
import { conditionOn, type Judged } from "./condition.js";
import { type Comparison, isNullTest, isNumeric, isTextual, numberOf, textOf, textsFor, textsOf } from "./values.js";
import { NUMERIC, TEXT, TEXT_OR_NULL } from "./words.js";

const ENTITIES: Readonly<Record<string, readonly string[]>> = {
  metric: ["metric", "metrics"],
  parameter: ["parameter", "parameters", "param", "params"],
  tag: ["tag", "tags"],
  attribute: ["attribute", "attr", "attributes", "run"],
  dataset: ["dataset", "datasets"],
};
const TEXTS = ["run_id", "run_name", "user_id", "status", "artifact_uri"];
const NUMBERS = ["start_time", "end_time", "created", "Created"];
const RUN_NAMES = ["run name", "Run name", "Run Name"];
const DATASET_KEYS = ["name", "digest", "context"];

/** An entity of runs by any of its names. Throws `tracking.bad_filter`. */
export function runEntity(written: string): string {
  const name = withoutBackticks(written);
  const found = Object.keys(ENTITIES).find((entity) => ENTITIES[entity]!.includes(name));
  return found ?? refuse(`Invalid entity type '${name}'. Valid values are ${listText(Object.keys(ENTITIES))}`);
}

/** A field of runs as it is written, with MLflow's name of its entity. `forOrder`: as it may be ordered by. */
export function runIdentifier(text: string, forOrder = false): { readonly type: string; readonly key: string } {
  const dot = text.indexOf(".");
  const type = runEntity(dot < 0 ? "attribute" : text.slice(0, dot));
  const key = keyOf(text.slice(dot + 1));
  const valid = [...TEXTS, ...NUMBERS, ...(forOrder ? [] : RUN_NAMES)];
  if (type === "attribute" && !valid.includes(key)) {
    refuse(`Invalid attribute key '${key}' specified. Valid keys are '${setText(valid)}'`);
  }
  if (type === "dataset" && !DATASET_KEYS.includes(key)) {
    refuse(`Invalid dataset key '${key}' specified. Valid keys are '${setText(DATASET_KEYS)}'`);
  }
  return { type, key };
}

function readValue(type: string, key: string, token: Token): Comparison["value"] {
  const quoted = `Expected a quoted string value for ${type} (e.g. 'my-value')`;
  switch (type) {
    case "metric":
      return isNumeric(token)
        ? metricNumber(token)
        : refuse(`Expected numeric value type for metric. Found ${token.text}`);
    case "parameter":
    case "tag":
      return textOf(token, quoted);
    case "dataset":
      if (!isTextual(token) && token.kind === "parenthesis") return textsOf(token);
      return textOf(token, "Expected a quoted string value for dataset attributes");
    default:
      if (!NUMBERS.includes(key)) {
        if (token.kind === "parenthesis") return textsFor(key, ["run_id"], token);
        return textOf(token, "Expected a quoted string value for attributes");
      }
      if (isNumeric(token)) return numberOf(token, key);
      return refuse(`Expected numeric value type for numeric attribute: ${key}. Found ${token.text}`);
  }
}

/** Metrics are compared with floats: integers of any size are right. */
function metricNumber(token: Token): number {
  return pythonFloat(token.text) ?? Number.NaN;
}

function read({ left, operator, right }: Clause): Comparison {
  const { type, key } = runIdentifier(left.text);
  if (right !== null) return { type, key, comparator: operator, value: readValue(type, key, right) };
  if (type === "tag" || type === "parameter") return { type, key, comparator: operator, value: null };
  return refuse(`IS NULL / IS NOT NULL is only supported for tags and params, not for '${type}' '${key}'`);
}

/** The comparators of a kind of field, and how MLflow's message shows them. */
function comparators(type: string, key: string): { readonly valid: readonly string[]; readonly shown: string } {
  if (type === "metric") return { valid: NUMERIC, shown: `'${setText(NUMERIC)}` };
  if (type === "parameter") return { valid: TEXT_OR_NULL, shown: `'${setText(TEXT_OR_NULL)}'` };
  if (type === "tag") return { valid: TEXT_OR_NULL, shown: `'${setText(TEXT_OR_NULL)}` };
  if (type === "dataset") return { valid: TEXT, shown: `'${setText(TEXT)}` };
  if (NUMBERS.includes(key)) return { valid: NUMERIC, shown: `'${setText(TEXT)}` };
  return { valid: TEXT, shown: `'${setText(TEXT)}'` };
}

/** The other names of attributes; MLflow reads the keys of metrics, params and tags by them too. */
function keyMeant(key: string): string {
  if (RUN_NAMES.includes(key)) return "run_name";
  return key === "created" || key === "Created" ? "start_time" : key;
}

/** A field of runs under the one name that it has here. */
export function runField(type: string, written: string): Field {
  const key = keyMeant(written);
  if (type === "metric" || type === "tag" || type === "dataset") return { entity: type, key };
  return { entity: type === "parameter" ? "param" : "attribute", key };
}

function condition(comparison: Comparison): Condition {
  const comparator = comparison.comparator.toUpperCase();
  const { valid, shown } = comparators(comparison.type, comparison.key);
  // A test for NULL of a param or a tag is right already.
  if (!isNullTest(comparator) && !valid.includes(comparator)) {
    refuse(`Invalid comparator '${comparator}' not one of ${shown}`);
  }
  return conditionOn(runField(comparison.type, comparison.key), comparison);
}

/** The conditions of a filter on runs, all of which must hold. Throws `tracking.bad_filter`, as each of them does. */
export function readRunFilter(text: string): readonly Judged[] {
  return readClauses(text, { isQuoting: true, read }).map((comparison) => () => condition(comparison));
}
