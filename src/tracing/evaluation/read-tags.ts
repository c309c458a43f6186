import { pythonRepr } from "../../tracking/index.js";
import { type ExactJson, isExactNumber, isExactObject } from "./exact-json.js";
import { badEvaluationValue, readJsonField } from "./read-records.js";
import type { DatasetTag } from "./types.js";

/** The tags of a text: a JSON object. What is no text becomes one, in Python's words; null stays. Throws `tracing.bad_value`. */
export function readTags(text: string): readonly DatasetTag[] {
  const tags = readJsonField("tags", text);
  if (!isExactObject(tags)) throw badEvaluationValue("Parameter 'tags' must be a JSON object");
  return [...tags].map(([key, value]) => ({ key, value: tagValue(value) }));
}

function tagValue(value: ExactJson): string | null {
  return value === null || typeof value === "string" ? value : pythonText(value);
}

/** A value as Python shows it. */
function pythonText(value: ExactJson): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return pythonRepr(value);
  if (isExactObject(value))
    return `{${[...value].map(([key, item]) => `${pythonRepr(key)}: ${pythonText(item)}`).join(", ")}}`;
  if (isExactNumber(value)) return numberText(value.number);
  return `[${(value as readonly ExactJson[]).map(pythonText).join(", ")}]`;
}

function numberText(number: string): string {
  return number === "NaN" ? "nan" : number.replace("Infinity", "inf");
}
