import { joinComparisons, statementsOf } from "../clauses.js";
import { pythonFloat } from "../python/number.js";
import { pythonRepr } from "../python/repr.js";
import { listText, refuse } from "../refuse.js";
import { isSpace, type Token } from "../sql/token.js";
import type { Comparator, Condition, Field } from "../types.js";
import { type Judged, NEVER } from "./condition.js";
import { listCondition } from "./model-lists.js";

const ENTITIES: Readonly<Record<string, Field["entity"]>> = {
  attributes: "attribute",
  metrics: "metric",
  params: "param",
  tags: "tag",
};
const TIMES: Readonly<Record<string, string>> = {
  creation_time: "creation_timestamp_ms",
  creation_timestamp: "creation_timestamp_ms",
  last_updated_timestamp: "last_updated_timestamp_ms",
};
/** Columns of logged models, and the attributes that they are here. */
const COLUMNS: Readonly<Record<string, string>> = {
  model_id: "model_id",
  experiment_id: "experiment_id",
  name: "name",
  artifact_location: "artifact_location",
  creation_timestamp_ms: "creation_timestamp",
  last_updated_timestamp_ms: "last_updated_timestamp",
  status: "status",
  lifecycle_stage: "lifecycle_stage",
  model_type: "model_type",
  source_run_id: "source_run_id",
  status_message: "status_message",
};
const STATUSES = ["PENDING", "READY", "UPLOAD_FAILED"];
const NUMERIC = ["<", "<=", ">", ">=", "=", "!="];
const TEXT = ["=", "!=", "LIKE", "ILIKE", "IN", "NOT IN"];

/** An attribute of logged models by any of its names; null for what they do not have. */
export function modelAttribute(name: string): string | null {
  const column = Object.hasOwn(TIMES, name) ? TIMES[name]! : name;
  return Object.hasOwn(COLUMNS, column) ? COLUMNS[column]! : null;
}

function trimmed(text: string, quote: string): string {
  let [from, to] = [0, text.length];
  while (from < to && text[from] === quote) from++;
  while (to > from && text[to - 1] === quote) to--;
  return text.slice(from, to);
}

/** A field as it is written: `attributes.x`, or an attribute alone, which may have its other names. */
function fieldOf(text: string): { readonly field: Field; readonly column: string; readonly isNumeric: boolean } {
  const [, entity, rest] = /^([a-z]+)\.([^\n]+)\n?$/.exec(text) ?? [];
  if (entity !== undefined && !Object.hasOwn(ENTITIES, entity)) {
    refuse(
      `Invalid entity type: ${pythonRepr(entity)}. Expected one of ${listText(["attributes", "metrics", "params", "tags"])}.`,
    );
  }
  const type = entity === undefined ? "attribute" : ENTITIES[entity]!;
  const key = trimmed(rest ?? (Object.hasOwn(TIMES, text) ? TIMES[text]! : text), "`");
  const column = type === "attribute" ? key : "";
  const isNumeric = type === "metric" || isTime(column);
  return { field: { entity: type, key: type === "attribute" ? attributeOf(key) : key }, column: key, isNumeric };
}

function isTime(column: string): boolean {
  return Object.hasOwn(TIMES, column) || Object.values(TIMES).includes(column);
}

/** Stands for an attribute that is not there. */
const UNKNOWN = "";

function attributeOf(column: string): string {
  return Object.hasOwn(COLUMNS, column) ? COLUMNS[column]! : UNKNOWN;
}

function checkComparator(text: string, valid: readonly string[], shown: string): Comparator {
  const comparator = text.toUpperCase();
  if (valid.includes(comparator)) return comparator as Comparator;
  const list = valid.map((one) => `'${one}'`).join(", ");
  return refuse(`Invalid comparison operator for ${shown}: ${pythonRepr(comparator)}. Expected one of (${list}).`);
}

/** A status by its name, with or without what stands before it elsewhere, or by its number. */
function statusOf(text: string): string {
  const name = STATUSES.find((status, index) => text === status || text === String(index + 1));
  return name === undefined ? text : `LOGGED_MODEL_${name}`;
}

function withStatus(condition: Condition): Condition {
  if (condition.kind !== "comparison" || /LIKE/.test(condition.comparator)) return condition;
  const { value } = condition;
  return { ...condition, value: Array.isArray(value) ? value.map(statusOf) : statusOf(String(value)) };
}

/** What a comparison says; how it is put is settled when the whole filter has been read. */
function deferred(tokens: readonly Token[]): Judged {
  const [identifier, operator, value] = tokens.map((token) => token.text) as [string, string, string];
  const { field, column, isNumeric } = fieldOf(identifier);
  const entity = Object.keys(ENTITIES).find((name) => ENTITIES[name] === field.entity);
  const comparator = checkComparator(operator, isNumeric ? NUMERIC : TEXT, `${entity}.${column}`);
  const number = isNumeric ? pythonFloat(value) : 0;
  if (number === null) refuse(`Expected a number for ${entity}.${column}. Found ${value}`);
  return () => {
    if (field.key === UNKNOWN && field.entity === "attribute") refuse(`Invalid attribute key '${column}' specified.`);
    if (isNumeric) return Number.isNaN(number) ? NEVER : { kind: "comparison", field, comparator, value: number! };
    const isListed = value.startsWith("(") && value.endsWith(")");
    // A comment behind the list belongs to it here.
    if (!isListed && /IN$/.test(comparator)) refuse(`Expected a list of quoted string values. Found ${value}`);
    const made: Condition = isListed
      ? listCondition(field, comparator, value)
      : { kind: "comparison", field, comparator, value: trimmed(value, "'") };
    return field.key === "status" && field.entity === "attribute" ? withStatus(made) : made;
  };
}

/** The conditions of a filter on logged models, all of which must hold. Throws `tracking.bad_filter`. */
export function readLoggedModelFilter(text: string): readonly Judged[] {
  const invalid = `Invalid filter string: ${pythonRepr(text)}. `;
  const statements = statementsOf(text, (why) => `${invalid}SQLParseError(${pythonRepr(why)})`);
  if (statements.length !== 1) refuse(`${invalid}Expected a single SQL expression.`);
  const conditions: Judged[] = [];
  for (const token of joinComparisons(statements[0]!)) {
    if (token.kind === "comparison") {
      const parts = token.children.filter((child) => !isSpace(child));
      if (parts.length !== 3) refuse(`Invalid comparison: ${token.text}. Expected a comparison with 3 tokens.`);
      conditions.push(deferred(parts));
    } else if (token.text.trim().toUpperCase() !== "AND") {
      refuse(
        `${invalid}Expected a list of comparisons separated by 'AND' ` +
          "(e.g. 'metrics.loss > 0.1 AND params.lr = 0.01').",
      );
    }
  }
  return conditions;
}
