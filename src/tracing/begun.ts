import { requireLength } from "../tracking/index.js";
import { LIMITS, NAME_TAG } from "./limits.js";
import type { TraceWish } from "./ports.js";
import type { FromSpans } from "./trace-from-spans.js";
import type { TraceInfo } from "./types.js";
import { amountsIn, amountsText, COST, TOKENS } from "./usage.js";

type Own = Pick<
  TraceInfo,
  "requestedAt" | "durationMs" | "state" | "requestPreview" | "responsePreview" | "clientRequestId"
>;

/** What was said of a trace itself; plain JSON. What is null was not said. */
export type Said = { readonly [K in keyof Own]: Own[K] | null };

/** When nothing has been said. */
export const NOTHING_SAID: Said = {
  requestedAt: null,
  durationMs: null,
  state: null,
  requestPreview: null,
  responsePreview: null,
  clientRequestId: null,
};

/** What has been said once this is said as well. */
export function saidAfter(said: Said, wish: TraceWish): Said {
  return {
    requestedAt: wish.requestedAt ?? said.requestedAt,
    durationMs: wish.durationMs ?? said.durationMs,
    state: wish.state ?? said.state,
    requestPreview: wish.requestPreview ?? said.requestPreview,
    responsePreview: wish.responsePreview ?? said.responsePreview,
    clientRequestId: wish.clientRequestId ?? said.clientRequestId,
  };
}

/** What a trace is, by what was said of it and what its spans say. One that has not ended ends with its spans. */
export function traceOf(said: Said, spans: FromSpans | null): Own {
  const requestedAt = said.requestedAt ?? spans?.startedAt ?? 0;
  const endedAt = spans?.endedAt ?? null;
  const isOpen = said.state === null || said.state === "IN_PROGRESS" || said.state === "STATE_UNSPECIFIED";
  return {
    requestedAt,
    durationMs: said.durationMs ?? (endedAt === null ? null : endedAt - requestedAt),
    state: (isOpen ? spans?.state : null) ?? said.state ?? "IN_PROGRESS",
    requestPreview: said.requestPreview ?? spans?.requestPreview ?? null,
    responsePreview: said.responsePreview ?? spans?.responsePreview ?? null,
    clientRequestId: said.clientRequestId,
  };
}

const FINAL = "mlflow.trace.infoFinalized";

/**
 * The metadata of a trace that is said to have begun, as it is kept: amounts in one form, without what they lack, and a mark by which clients know that
 * the trace was said and not made from spans. Throws `tracking.bad_value` for a session's id that is too long.
 */
export function begunMetadata({ metadata = {} }: TraceWish): Readonly<Record<string, string>> {
  const kept: Record<string, string> = { ...metadata, [FINAL]: "true" };
  const session = kept["mlflow.trace.session"];
  if (session !== undefined) requireLength("Session ID", session, LIMITS.session);
  for (const measure of [TOKENS, COST]) {
    if (kept[measure.key] === undefined) continue;
    const text = amountsText(amountsIn(kept[measure.key], measure) ?? {}, measure);
    if (text === null) delete kept[measure.key];
    else kept[measure.key] = text;
  }
  return kept;
}

/** The tags of a trace that is said to have begun. Throws `tracking.bad_value` for a name, key or id that is too long. */
export function begunTags({ tags = {}, ...wish }: TraceWish): Readonly<Record<string, string>> {
  requireLength("trace_id", wish.traceId, LIMITS.id);
  for (const key of [...Object.keys(tags), ...Object.keys(wish.metadata ?? {})])
    requireLength("key", key, LIMITS.tagKey);
  for (const { assessmentId } of wish.assessments ?? []) requireLength("assessment_id", assessmentId, LIMITS.id);
  const name = tags[NAME_TAG];
  if (name !== undefined) requireLength("Trace name", name, LIMITS.name);
  return tags;
}
