import type { TrackingStore } from "../tracking/index.js";
import type { Assessment, Span, TraceStore, TraceWish } from "./index.js";

/** A store of traces over the experiments of another; new, with the default experiment alone. */
export interface OpenTraces {
  readonly traces: TraceStore;
  readonly tracking: TrackingStore;
}

/** A trace's id, from a number. */
export const traceId = (n: number): string => `tr-${n.toString(16).padStart(32, "0")}`;

/** When the sample's traces begin, in ms. */
export const AT = 1_700_000_000_000;

/** A root that took 20 ms; `change` replaces what a test cares about. */
export function sampleSpan(trace: number, span: number, change: Partial<Span> = {}): Span {
  return {
    traceId: traceId(trace),
    spanId: span.toString(16).padStart(16, "0"),
    parentId: null,
    name: `span-${span}`,
    startedAt: BigInt(AT) * 1_000_000n + 1n,
    endedAt: BigInt(AT + 20) * 1_000_000n + 2n,
    status: "OK",
    statusMessage: "",
    attributes: {},
    events: [],
    links: [],
    ...change,
  };
}

/** A trace in the default experiment that began a second after the one before it and took 20 ms. */
export function sampleWish(n: number, change: Partial<TraceWish> = {}): TraceWish {
  return { traceId: traceId(n), experimentId: "0", requestedAt: AT + n * 1000, durationMs: 20, state: "OK", ...change };
}

/** Feedback by a person; `change` replaces what a test cares about. */
export function sampleAssessment(
  trace: number,
  id: string,
  change: Partial<Assessment> = {},
): Omit<Assessment, "isValid"> {
  return {
    assessmentId: id,
    traceId: traceId(trace),
    spanId: null,
    name: "good",
    source: { type: "HUMAN", id: "ada" },
    createdAt: AT,
    updatedAt: AT,
    judgement: { kind: "feedback", value: true, error: null },
    rationale: null,
    metadata: {},
    overrides: null,
    ...change,
  };
}

/** The trace with this number. */
export async function traceOf({ traces }: OpenTraces, n: number) {
  return (await traces.traces([traceId(n)]))[0];
}
