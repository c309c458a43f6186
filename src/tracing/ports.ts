import type { Condition, Page, Query } from "../tracking/index.js";
import type { Assessment, Json, Span, TraceInfo } from "./types.js";

/** What is known of a trace when it is said; what is left out, or null, leaves what is there. */
export interface TraceWish extends Partial<Omit<TraceInfo, "traceId" | "experimentId" | "assessments">> {
  readonly traceId: string;
  readonly experimentId: string;
  readonly assessments?: readonly Assessment[];
}

/** By trace: what made its spans, in attributes of OpenTelemetry's resource. */
export type SpanSources = ReadonlyMap<string, Readonly<Record<string, Json>>>;

/** What of an assessment can be changed; what is left out stays, and so does metadata under other keys. */
export type AssessmentChange = Partial<
  Pick<Assessment, "name" | "source" | "judgement" | "rationale" | "metadata" | "isValid" | "spanId">
> & { readonly at: number };

/**
 * Keeps traces, their spans and what was judged of them.
 *
 * Requirements: what a call has written is durable when it resolves, all of it or, when it throws, nothing; spans of one trace come in
 * any order, in several calls and more than once, before or after the trace is said to have begun, and always give the same
 * trace in the end; calls of several processes and at the same time never lose or mix writes. A search never gives a trace twice or leaves
 * one out because of writes between its pages, unless they change what it is ordered by.
 */
export interface TraceStore {
  /**
   * Makes the trace, or merges into the one that is there; what is said here counts more than what spans say, whichever comes first.
   * Throws `tracking.experiment_unknown`, `tracking.not_active`, and `tracking.bad_value` for ids, keys and names that are too long.
   */
  begin(wish: TraceWish): Promise<TraceInfo>;
  /**
   * Keeps spans; a span that is there already is replaced. A trace that has not been begun is made from its spans, in this experiment: when
   * it began and ended, how, and from the root's inputs and outputs its previews (see `traceFromSpans`). `sources` tells for traces what
   * made them, such as `service.name`: tags that give way to all others. Throws `tracking.experiment_unknown`.
   */
  logSpans(experimentId: string, spans: readonly Span[], sources?: SpanSources): Promise<void>;
  /** Those of these ids that are there, in this order. */
  traces(ids: readonly string[]): Promise<readonly TraceInfo[]>;
  /** By trace; roots and earlier ones first. */
  spans(ids: readonly string[]): Promise<ReadonlyMap<string, readonly Span[]>>;
  /**
   * In experiments, deleted ones too. After the wished order: the latest first, then by id. Throws `tracking.bad_page_token` for a cursor of another
   * order, `tracking.bad_filter` for an RLIKE that cannot be matched in bounded time.
   */
  search(experimentIds: readonly string[], query: Query): Promise<Page<TraceInfo>>;
  count(experimentIds: readonly string[], where: Condition | null): Promise<number>;
  /** By id, or the oldest up to a time; gives how many there were. */
  remove(
    experimentId: string,
    which: { readonly ids: readonly string[] } | { readonly upTo: number; readonly limit: number | null },
  ): Promise<number>;
  /** A value of null removes the tag. Throws `tracing.trace_unknown`, `tracking.tag_unknown`. */
  tag(traceId: string, key: string, value: string | null): Promise<void>;
  /** Links that are there, and traces that are not, are left alone. */
  linkToRun(traceIds: readonly string[], runId: string): Promise<void>;
  /** Versions of prompts as `name/version`. Links that are there are left alone. Throws `tracing.trace_unknown`. */
  linkToPrompts(traceId: string, prompts: readonly string[]): Promise<void>;

  /** Throws `tracing.trace_unknown`, and `tracing.assessment_unknown` where it overrides one that is not there. */
  assess(assessment: Omit<Assessment, "isValid">): Promise<Assessment>;
  assessment(traceId: string, assessmentId: string): Promise<Assessment | null>;
  /** Throws `tracing.trace_unknown`, `tracing.assessment_unknown`, and `tracing.bad_value` for a judgement of another kind. */
  changeAssessment(traceId: string, assessmentId: string, change: AssessmentChange): Promise<Assessment>;
  /** The one that it overrode is valid again; one that is not there is left alone. */
  removeAssessment(traceId: string, assessmentId: string): Promise<void>;
}
