import { nameFault, truncated } from "../tracking/index.js";
import { LIMITS } from "./limits.js";
import { previewOf } from "./preview.js";
import { pythonJson } from "./python-json.js";
import { attributeText, attributeValue, SPAN_KEYS } from "./span-attributes.js";
import type { Json, Span } from "./types.js";
import { type Amounts, amountsIn, COST, TOKENS } from "./usage.js";

/** What a trace needs to know of a span; plain JSON, small whatever the span holds. What the root alone says is null in others. */
export interface SpanSummary {
  readonly id: string;
  readonly parentId: string | null;
  /** Ms since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly isError: boolean;
  readonly usage: Amounts | null;
  readonly cost: Amounts | null;
  readonly session: string | null;
  readonly user: string | null;
  readonly request: string | null;
  readonly response: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
}

const NO_MORE = {
  usage: null,
  cost: null,
  session: null,
  user: null,
  request: null,
  response: null,
  tags: null,
} as const;

/** A summary as text: what is null is left out. */
export function summaryText(summary: SpanSummary): string {
  return JSON.stringify(Object.fromEntries(Object.entries(summary).filter(([, value]) => value !== null)));
}

/** Reads what {@link summaryText} wrote. */
export function readSummary(text: string): SpanSummary {
  return {
    parentId: null,
    endedAt: null,
    ...NO_MORE,
    ...(JSON.parse(text) as Omit<SpanSummary, "parentId" | "endedAt">),
  };
}

/** What a trace needs to know of a span. */
export function summaryOf(span: Span): SpanSummary {
  const { attributes, parentId } = span;
  const of = (key: string): Json | undefined => (Object.hasOwn(attributes, key) ? attributes[key] : undefined);
  const [inputs, outputs] = [of(SPAN_KEYS.inputs), of(SPAN_KEYS.outputs)];
  const isRoot = parentId === null;
  const session = textIn(of(SPAN_KEYS.session)) ?? textIn(of(SPAN_KEYS.conversation));
  return {
    id: span.spanId,
    parentId,
    startedAt: msOf(span.startedAt),
    endedAt: span.endedAt === null ? null : msOf(span.endedAt),
    isError: span.status === "ERROR",
    usage: amountsIn(of(SPAN_KEYS.usage), TOKENS),
    cost: amountsIn(of(SPAN_KEYS.cost), COST),
    session: session !== null && session.length <= LIMITS.session ? session : null,
    user: textIn(of(SPAN_KEYS.user)),
    request: isRoot && inputs !== undefined ? previewOf(attributeText(inputs), "user") : null,
    response: isRoot && outputs !== undefined ? previewOf(attributeText(outputs), "assistant") : null,
    tags: isRoot ? tagsIn(attributes) : null,
  };
}

function msOf(ns: bigint): number {
  return Number(ns / 1_000_000n);
}

/** A text, or the JSON of what is none; null for nothing. */
function textIn(value: Json | undefined): string | null {
  const found = value === undefined ? null : attributeValue(value);
  if (found === null || found === "") return null;
  return typeof found === "string" ? found : pythonJson(found);
}

/** Tags that were set on the trace while it ran: they come as attributes of its root. What cannot be a tag is left out. */
function tagsIn(attributes: Span["attributes"]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(SPAN_KEYS.tag)) continue;
    const key = name.slice(SPAN_KEYS.tag.length);
    if (isTagKey(key)) found[key] = truncated(textIn(value) ?? "", LIMITS.tagValue);
  }
  return found;
}

/** Whether this can be the key of a tag. */
export function isTagKey(key: string): boolean {
  return key.length <= LIMITS.tagKey && nameFault(key) === null;
}
