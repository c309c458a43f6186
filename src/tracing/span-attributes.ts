import { parsedJson, pythonJson } from "./python-json.js";
import type { Json, Span } from "./types.js";

/** Attributes of spans that mean something here. */
export const SPAN_KEYS = {
  traceId: "mlflow.traceRequestId",
  type: "mlflow.spanType",
  inputs: "mlflow.spanInputs",
  outputs: "mlflow.spanOutputs",
  usage: "mlflow.chat.tokenUsage",
  cost: "mlflow.llm.cost",
  tools: "mlflow.chat.tools",
  model: "mlflow.llm.model",
  provider: "mlflow.llm.provider",
  session: "session.id",
  conversation: "gen_ai.conversation.id",
  user: "user.id",
  tag: "mlflow.traceTag.",
} as const;

/**
 * The JSON text that an attribute is kept as. A text that itself is the JSON of a text, a list or an object is that text already: OpenTelemetry's
 * exporters send what MLflow's clients have written as JSON.
 */
export function attributeText(value: Json): string {
  return typeof value === "string" && isWritten(value) ? value : pythonJson(value);
}

/** An attribute without the JSON that it may be written in. */
export function attributeValue(value: Json): Json {
  return typeof value === "string" && isWritten(value) ? parsedJson(value)! : value;
}

function isWritten(text: string): boolean {
  if (!/^\s*["[{]/.test(text)) return false;
  const read = parsedJson(text);
  return typeof read === "string" || (typeof read === "object" && read !== null);
}

/** The type that a span was sent with, such as LLM; null without one. */
export function spanType({ attributes }: Span): string | null {
  const found = attributeValue(attributes[SPAN_KEYS.type] ?? null);
  return typeof found === "string" ? found : null;
}
