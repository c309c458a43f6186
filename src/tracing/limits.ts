import { badValue, requireLength, requireName, truncated } from "../tracking/index.js";

/** How long texts of traces may be, in characters. */
export const LIMITS = {
  id: 250,
  tagKey: 250,
  tagValue: 8000,
  name: 4096,
  session: 250,
  prompt: 1000,
  linksAtOnce: 100,
} as const;

/** The tag that is a trace's name. */
export const NAME_TAG = "mlflow.traceName";

/** A tag to be set, its value cut to what is kept. Throws `tracking.bad_value`. */
export function checkedTraceTag(key: string, value: string): { readonly key: string; readonly value: string } {
  requireName(key, "key");
  requireLength("key", key, LIMITS.tagKey);
  const kept = truncated(value, LIMITS.tagValue);
  if (key === NAME_TAG) requireLength("Trace name", kept, LIMITS.name);
  return { key, value: kept };
}

/** Throws `tracking.bad_value` for more traces than may be linked to a run at once. */
export function checkLinks(traceIds: readonly string[]): void {
  if (traceIds.length <= LIMITS.linksAtOnce) return;
  const most = `Cannot link more than ${LIMITS.linksAtOnce} traces to a run in a single request.`;
  throw badValue(`${most} Provided ${traceIds.length} traces.`);
}

/** Throws `tracking.bad_value` for what is too long to be looked for. */
export function checkLink(kind: "run_id" | "prompt", id: string): void {
  requireLength(kind, id, kind === "prompt" ? LIMITS.prompt : LIMITS.id);
}
