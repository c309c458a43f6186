import { badValue } from "../../../../../tracking/index.js";
import type { OperationOf } from "./message.js";
import { runOf } from "./runs.js";

const HISTORY_TAG = "mlflow.log-model.history";
const MANDATORY = ["artifact_path", "flavors", "run_id", "utc_time_created"];

/** Clients before 3.0 note a model at its run in this way. */
export const logModel: OperationOf<"logModel"> = async ({ tracking }, { run_id, model_json }) => {
  const entry = historyEntry(parsed(model_json));
  const { tags } = await runOf(tracking, run_id);
  const before = tags.find(({ key }) => key === HISTORY_TAG)?.value;
  const history = [...listIn(before), entry];
  await tracking.log(run_id, { params: [], metrics: [], tags: [{ key: HISTORY_TAG, value: JSON.stringify(history) }] });
  return {};
};

function parsed(text: string): Readonly<Record<string, unknown>> {
  const malformed = badValue(`Malformed model info. \n ${text} \n is not a valid JSON.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed;
  const model = value as Readonly<Record<string, unknown>>;
  const missing = MANDATORY.filter((key) => !Object.hasOwn(model, key));
  if (missing.length === 0) return model;
  throw badValue(`Model json is missing mandatory fields: {${missing.map((key) => `'${key}'`).join(", ")}}`);
}

/** What the history keeps: which model, when, and how it can be loaded. */
function historyEntry(model: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { run_id, artifact_path, utc_time_created, model_uuid, flavors } = model;
  return { run_id, artifact_path, utc_time_created, model_uuid, flavors: withoutConfig(flavors) };
}

function withoutConfig(flavors: unknown): unknown {
  if (typeof flavors !== "object" || flavors === null) return {};
  return Object.fromEntries(
    Object.entries(flavors).map(([name, flavor]) => {
      if (typeof flavor !== "object" || flavor === null || Array.isArray(flavor)) return [name, flavor];
      return [name, Object.fromEntries(Object.entries(flavor).filter(([key]) => key !== "config"))];
    }),
  );
}

/** The list that a tag holds; what a client wrote there by hand and is none is left behind. */
function listIn(text: string | undefined): readonly unknown[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
