import type { Assessment, AssessmentError, Json, Judgement } from "../../../../../tracing/index.js";
import { pythonJson } from "../../../../../tracing/index.js";
import { badValue } from "../../../../../tracking/index.js";
import type { MessageOf } from "../../fields.js";
import type { traceMessages } from "../../messages/traces.js";
import { readTimestamp, writeTimestamp } from "../../times.js";
import { given } from "../tracking/message.js";

/** An assessment as it is received. */
export type AssessmentMessage = MessageOf<(typeof traceMessages)["createAssessment"]>["assessment"];

const SERIALIZED = "JSON_FORMAT";
const MOST_OF_A_STACK = 10_000;
const CUT = "[Stack trace is truncated]\n...\n";

/** An assessment as it is sent; what is undefined is left out, null is said. */
export function assessmentReply(assessment: Assessment): Json {
  const { judgement, source, metadata } = assessment;
  return {
    assessment_id: assessment.assessmentId,
    assessment_name: assessment.name,
    trace_id: assessment.traceId,
    ...(assessment.spanId !== null && { span_id: assessment.spanId }),
    source: { source_type: source.type, ...(source.id !== "" && { source_id: source.id }) },
    create_time: writeTimestamp(assessment.createdAt),
    last_update_time: writeTimestamp(assessment.updatedAt),
    ...judgementReply(judgement),
    ...(assessment.rationale !== null && { rationale: assessment.rationale }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(assessment.overrides !== null && { overrides: assessment.overrides }),
    valid: assessment.isValid,
  };
}

/** Who is asked for a new assessment of a trace gets this; ids and times may have been chosen by the client. */
export function readAssessment(
  message: AssessmentMessage,
  { traceId, newId, now }: { readonly traceId: string; readonly newId: string; readonly now: number },
): Omit<Assessment, "isValid"> {
  const { source, span_id, overrides, metadata = {} } = message;
  return {
    assessmentId: given(message.assessment_id) ?? newId,
    traceId,
    spanId: given(span_id) ?? null,
    name: message.assessment_name ?? "",
    source: { type: source?.source_type ?? "SOURCE_TYPE_UNSPECIFIED", id: source?.source_id ?? "" },
    createdAt: readTimestamp(message.create_time ?? "") || now,
    updatedAt: readTimestamp(message.last_update_time ?? "") || now,
    judgement: readJudgement(message),
    rationale: given(message.rationale) ?? null,
    metadata,
    overrides: given(overrides) ?? null,
  };
}

function readJudgement(message: AssessmentMessage): Judgement {
  if (message.feedback && message.expectation)
    throw badValue("Exactly one of `expectation`, `feedback`, or `issue` should be specified.");
  if (message.feedback) return readFeedback(message.feedback);
  if (message.expectation) return readExpectation(message.expectation);
  throw badValue("Unknown assessment type: None");
}

/** How the answer was; nothing is null. */
export function readFeedback(feedback: AssessmentMessage["feedback"]): Judgement {
  const { value = null, error } = feedback ?? {};
  return { kind: "feedback", value: value as Json, error: error ? readError(error) : null };
}

/** What the answer should have been. Throws `tracking.bad_value` for nothing. */
export function readExpectation(expectation: AssessmentMessage["expectation"]): Judgement {
  const { value, serialized_value: serialized } = expectation ?? {};
  const found = serialized ? readSerialized(serialized) : (value as Json | undefined);
  if (found === undefined || found === null) throw badValue("The `value` field must be specified.");
  return { kind: "expectation", value: found };
}

function readSerialized({
  serialization_format = "",
  value = "",
}: {
  readonly serialization_format?: string;
  readonly value?: string;
}): Json {
  if (serialization_format !== SERIALIZED)
    throw badValue(`Unknown serialization format: ${serialization_format}. Only ${SERIALIZED} is supported.`);
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw badValue(
      `Invalid value for parameter 'serialized_value' supplied: it must be JSON, got ${value.slice(0, 100)}`,
    );
  }
}

function readError({
  error_code = "",
  error_message = "",
  stack_trace = "",
}: {
  readonly error_code?: string;
  readonly error_message?: string;
  readonly stack_trace?: string;
}): AssessmentError {
  return { code: error_code, message: error_message, stackTrace: given(stack_trace) ?? null };
}

function judgementReply(judgement: Judgement): { readonly [name: string]: Json } {
  const { kind, value } = judgement;
  if (kind === "feedback")
    return { feedback: { value, ...(judgement.error && { error: errorReply(judgement.error) }) } };
  if (typeof value !== "object") return { expectation: { value } };
  return { expectation: { serialized_value: { serialization_format: SERIALIZED, value: pythonJson(value) } } };
}

function errorReply({ code, message, stackTrace }: AssessmentError): Json {
  return {
    error_code: code,
    ...(message !== "" && { error_message: message }),
    ...(stackTrace !== null && { stack_trace: cutStack(stackTrace) }),
  };
}

/** The end of a long one, where the cause stands. */
function cutStack(stack: string): string {
  return stack.length <= MOST_OF_A_STACK ? stack : CUT + stack.slice(CUT.length - MOST_OF_A_STACK);
}
