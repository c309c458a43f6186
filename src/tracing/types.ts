/** How a trace ended, or that it has not. */
export type TraceState = "STATE_UNSPECIFIED" | "OK" | "ERROR" | "IN_PROGRESS";

/** What is known of one request to an application: its spans are kept beside it. Times are ms since the epoch. */
export interface TraceInfo {
  /** `tr-` and the 32 hex digits of the OpenTelemetry trace, or what an older client chose. */
  readonly traceId: string;
  readonly experimentId: string;
  readonly requestedAt: number;
  /** Null while it is not known. */
  readonly durationMs: number | null;
  readonly state: TraceState;
  readonly requestPreview: string | null;
  readonly responsePreview: string | null;
  readonly clientRequestId: string | null;
  /** May be changed later. */
  readonly tags: Readonly<Record<string, string>>;
  /** Said by whoever made the trace, such as `mlflow.sourceRun`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The oldest first. */
  readonly assessments: readonly Assessment[];
}

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A moment within a span. Times are ns since the epoch. */
export interface SpanEvent {
  readonly name: string;
  readonly at: bigint;
  readonly attributes: Readonly<Record<string, Json>>;
}

/** From a span to another, of this trace or of another. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, Json>>;
}

/** One step of a trace. Times are ns since the epoch. */
export interface Span {
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Null for the root. */
  readonly parentId: string | null;
  readonly name: string;
  readonly startedAt: bigint;
  /** Null while it has not ended. */
  readonly endedAt: bigint | null;
  readonly status: "UNSET" | "OK" | "ERROR";
  readonly statusMessage: string;
  /** As they were sent, decoded: MLflow's clients send JSON texts, others plain values. */
  readonly attributes: Readonly<Record<string, Json>>;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
}

/** Who or what judged. */
export interface AssessmentSource {
  readonly type: "SOURCE_TYPE_UNSPECIFIED" | "HUMAN" | "LLM_JUDGE" | "CODE";
  readonly id: string;
}

/** Why a judgement could not be made. */
export interface AssessmentError {
  readonly code: string;
  readonly message: string;
  readonly stackTrace: string | null;
}

/** What is judged: how the answer was, or what it should have been. */
export type Judgement =
  | { readonly kind: "feedback"; readonly value: Json; readonly error: AssessmentError | null }
  | { readonly kind: "expectation"; readonly value: Json };

/** A judgement of a trace, or of one of its spans. Times are ms since the epoch. */
export interface Assessment {
  /** `a-` and 32 hex digits. */
  readonly assessmentId: string;
  readonly traceId: string;
  readonly spanId: string | null;
  readonly name: string;
  readonly source: AssessmentSource;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly judgement: Judgement;
  readonly rationale: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The assessment that this one corrects; that one is not valid while this one is there. */
  readonly overrides: string | null;
  readonly isValid: boolean;
}
