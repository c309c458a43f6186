import { GyreError } from "../../core/index.js";
import { type ExactJson, type ExactObject, isExactObject, readExactJson } from "./exact-json.js";
import type { RecordSource, RecordWish } from "./types.js";

const SOURCE_TYPES = ["UNSPECIFIED", "TRACE", "HUMAN", "DOCUMENT", "CODE"] as const;

/** `tracing.bad_value` with this text. */
export function badEvaluationValue(message: string): GyreError {
  return new GyreError("tracing.bad_value", message);
}

/** The value of a field that holds JSON as text. Throws `tracing.bad_value`, which names the field. */
export function readJsonField(name: string, text: string): ExactJson {
  try {
    return readExactJson(text);
  } catch (error) {
    throw badEvaluationValue(`Parameter '${name}' must be JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** The records of a text: a list of objects. Throws `tracing.bad_value` for the first that is none, with its place. */
export function readRecords(text: string): readonly RecordWish[] {
  const records = readJsonField("records", text);
  if (!Array.isArray(records)) throw badEvaluationValue("Parameter 'records' must be a list of objects");
  return records.map((record: ExactJson, index) => readRecord(record, `records[${index}]`));
}

function readRecord(record: ExactJson, place: string): RecordWish {
  if (!isExactObject(record)) throw badEvaluationValue(`${place} must be an object`);
  const inputs = record.has("inputs") ? objectAt(record, "inputs", place) : new Map();
  if (inputs === null) throw badEvaluationValue(`${place}.inputs must be provided`);
  return {
    inputs,
    outputs: record.get("outputs"),
    expectations: objectAt(record, "expectations", place),
    tags: objectAt(record, "tags", place),
    source: readSource(objectAt(record, "source", place), `${place}.source`),
  };
}

/** Null for what is null or left out. */
function objectAt(record: ExactObject, key: string, place: string): ExactObject | null {
  const value = record.get(key) ?? null;
  if (value === null || isExactObject(value)) return value;
  throw badEvaluationValue(`${place}.${key} must be an object`);
}

function readSource(source: ExactObject | null, place: string): RecordSource | null {
  if (source === null || source.size === 0) return null;
  const unknown = [...source.keys()].find((key) => key !== "source_type" && key !== "source_data");
  if (unknown !== undefined)
    throw badEvaluationValue(`${place} has source_type and source_data alone, not '${unknown}'`);
  const type = source.get("source_type");
  if (typeof type !== "string") throw badEvaluationValue(`${place}.source_type must be a string`);
  return { type: sourceType(type), data: objectAt(source, "source_data", place) ?? new Map() };
}

function sourceType(text: string): RecordSource["type"] {
  const name = text.toUpperCase();
  const found = SOURCE_TYPES.find((type) => type === name);
  if (found !== undefined) return found;
  const valid = SOURCE_TYPES.map((type) => `'${type}'`).join(", ");
  throw badEvaluationValue(`Invalid dataset record source type: ${name}. Valid source types: [${valid}]`);
}
