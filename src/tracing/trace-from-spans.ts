import { compareText } from "../core/index.js";
import type { SpanSummary } from "./span-summary.js";
import type { TraceState } from "./types.js";
import { type Amounts, amountsText, COST, type Measure, sumOf, TOKENS } from "./usage.js";

/** What spans say of their trace; metadata and tags give way to what is said of the trace itself. */
export interface FromSpans {
  /** Ms since the epoch. */
  readonly startedAt: number;
  /** Null while no span has ended. */
  readonly endedAt: number | null;
  /** Null while there is no root. */
  readonly state: Extract<TraceState, "OK" | "ERROR"> | null;
  readonly requestPreview: string | null;
  readonly responsePreview: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * What spans say of their trace, whatever order they came in; null for none. It ended as its root did, the first that started where
 * there are several.
 */
export function traceFromSpans(spans: readonly SpanSummary[]): FromSpans | null {
  if (spans.length === 0) return null;
  const sorted = [...spans].sort((a, b) => a.startedAt - b.startedAt || compareText(a.id, b.id));
  const root = sorted.find(({ parentId }) => parentId === null);
  const ends = sorted.flatMap(({ endedAt }) => endedAt ?? []);
  return {
    startedAt: sorted[0]!.startedAt,
    endedAt: ends.length === 0 ? null : ends.reduce((a, b) => Math.max(a, b)),
    state: root === undefined ? null : root.isError ? "ERROR" : "OK",
    requestPreview: root?.request ?? null,
    responsePreview: root?.response ?? null,
    tags: root?.tags ?? {},
    metadata: metadataOf(sorted),
  };
}

function metadataOf(sorted: readonly SpanSummary[]): Readonly<Record<string, string>> {
  const total = (measure: Measure, amounts: (span: SpanSummary) => Amounts | null): string | null => {
    const nodes = sorted.map((span) => ({ id: span.id, parentId: span.parentId, amounts: amounts(span) }));
    const sum = sumOf(nodes, measure);
    return sum && amountsText(sum, measure);
  };
  const found: Readonly<Record<string, string | null | undefined>> = {
    "mlflow.trace.session": sorted.find(({ session }) => session !== null)?.session,
    "mlflow.trace.user": sorted.find(({ user }) => user !== null)?.user,
    [TOKENS.key]: total(TOKENS, ({ usage }) => usage),
    [COST.key]: total(COST, ({ cost }) => cost),
  };
  return Object.fromEntries(Object.entries(found).flatMap(([key, text]) => (text ? [[key, text]] : [])));
}
