import { keyOf, withoutBackticks } from "../quotes.js";
import { refuse, setText } from "../refuse.js";
import type { Field } from "../types.js";

const ENTITIES = ["tag", "request_metadata", "attribute", "span", "feedback", "expectation", "issue"];
const OTHER_NAMES: Readonly<Record<string, string>> = {
  tags: "tag",
  attributes: "attribute",
  trace: "attribute",
  metadata: "request_metadata",
};

/** Attributes of traces that are numbers. */
export const TRACE_NUMBERS = [
  "timestamp_ms",
  "timestamp",
  "execution_time_ms",
  "execution_time",
  "end_time_ms",
  "end_time",
];
const ORDERED = [...TRACE_NUMBERS, "status", "request_id", "name", "run_id"];
const VALID = [...ORDERED, "client_request_id", "prompt", "text"];

/** What some keys stand for, whatever entity they are written with, spans alone left out. */
const STANDS_FOR: Readonly<Record<string, { readonly type?: string; readonly key: string }>> = {
  name: { type: "tag", key: "mlflow.traceName" },
  prompt: { type: "tag", key: "mlflow.linkedPrompts" },
  run_id: { type: "request_metadata", key: "mlflow.sourceRun" },
  text: { type: "span", key: "content" },
  timestamp: { key: "timestamp_ms" },
  execution_time: { key: "execution_time_ms" },
  end_time: { key: "end_time_ms" },
};

/** A field by MLflow's words. */
export interface Identifier {
  readonly type: string;
  readonly key: string;
}

/** A field of traces as it is written. Throws `tracking.bad_filter`. */
export function traceIdentifier(text: string, forOrder = false): Identifier {
  const dot = text.indexOf(".");
  const name = dot < 0 ? "attribute" : withoutBackticks(text.slice(0, dot));
  const isKnown = ENTITIES.includes(name) || Object.hasOwn(OTHER_NAMES, name);
  if (!isKnown) {
    refuse(`Invalid entity type '${name}'. Valid values are ${setText([...ENTITIES, ...Object.keys(OTHER_NAMES)])}`);
  }
  const type = OTHER_NAMES[name] ?? name;
  const key = keyOf(text.slice(dot + 1));
  const valid = forOrder ? [...ORDERED, "experiment_id"] : VALID;
  if (type === "attribute" && !valid.includes(key)) {
    refuse(`Invalid attribute key '${key}' specified. Valid keys are '${setText(valid)}'`);
  }
  return { type, key };
}

/** The field that is meant by one that was read. */
export function meant({ type, key }: Identifier): Identifier {
  const word = key.toLowerCase();
  const found = type !== "span" && Object.hasOwn(STANDS_FOR, word) ? STANDS_FOR[word]! : { key };
  return { type: found.type ?? type, key: found.key };
}

/** The field under the name that it has here; the attributes of a span are `attributes.<name>`. */
export function traceField({ type, key }: Identifier): Field {
  if (type === "request_metadata") return { entity: "metadata", key };
  if (type !== "span") return { entity: type as Field["entity"], key };
  const attribute = key.startsWith("attributes.") ? key.slice("attributes.".length) : null;
  return { entity: "span", key: attribute === null ? key : `attributes.${withoutBackticks(attribute)}` };
}
