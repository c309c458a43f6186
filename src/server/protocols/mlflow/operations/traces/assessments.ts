import { GyreError } from "../../../../../core/index.js";
import type { Assessment, AssessmentChange } from "../../../../../tracing/index.js";
import { badValue, invalidValue, randomHexId } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { verbatim } from "../../write-reply.js";
import {
  type AssessmentMessage,
  assessmentReply,
  readAssessment,
  readExpectation,
  readFeedback,
} from "./assessment-wire.js";
import { findTrace } from "./find.js";
import type { TraceOperation } from "./message.js";

export const createAssessment: TraceOperation<"createAssessment"> = async (context, { assessment }) => {
  const place = {
    traceId: assessment.trace_id ?? "",
    newId: `a-${randomHexId(context.random)}`,
    now: context.clock.now(),
  };
  return replyOf(await context.traces.assess(readAssessment(assessment, place)));
};

export const getAssessment: TraceOperation<"GetAssessment"> = async (context, { trace_id, assessment_id }) =>
  replyOf(await findAssessment(context, trace_id, assessment_id));

/** Throws `tracing.trace_unknown`, `tracing.assessment_unknown`. */
async function findAssessment(
  context: Pick<MlflowContext, "traces">,
  traceId: string,
  assessmentId: string,
): Promise<Assessment> {
  const found = await context.traces.assessment(traceId, assessmentId);
  if (found) return found;
  await findTrace(context, traceId, `Trace with request_id '${traceId}' not found`);
  throw new GyreError(
    "tracing.assessment_unknown",
    `Assessment with ID '${assessmentId}' not found for trace '${traceId}'`,
  );
}

export const updateAssessment: TraceOperation<"updateAssessment"> = async (context, message) => {
  const { traces, clock } = context;
  await findAssessment(context, message.trace_id, message.assessment_id);
  const change = changeOf(message.assessment, readMask(message.update_mask), clock.now());
  return replyOf(await traces.changeAssessment(message.trace_id, message.assessment_id, change));
};

export const deleteAssessment: TraceOperation<"deleteAssessment"> = async ({ traces }, { trace_id, assessment_id }) => {
  await traces.removeAssessment(trace_id, assessment_id);
  return {};
};

function replyOf(assessment: Assessment): Readonly<Record<string, unknown>> {
  return { assessment: verbatim(JSON.stringify(assessmentReply(assessment))) };
}

/** What is named by the mask changes, to nothing where it is not given; names that mean nothing are passed over. */
function changeOf(message: AssessmentMessage, mask: readonly string[], at: number): AssessmentChange {
  const isNamed = (name: string) => mask.includes(name);
  if (isNamed("feedback") && isNamed("expectation"))
    throw badValue("Cannot specify both `expectation` and `feedback` parameters.");
  return {
    at,
    ...(isNamed("assessment_name") && { name: message.assessment_name ?? "" }),
    ...(isNamed("feedback") && { judgement: readFeedback(message.feedback) }),
    ...(isNamed("expectation") && { judgement: readExpectation(message.expectation) }),
    ...(isNamed("rationale") && { rationale: message.rationale ?? "" }),
    ...(isNamed("metadata") && { metadata: message.metadata ?? {} }),
    ...(isNamed("valid") && { isValid: message.valid ?? true }),
  };
}

/** The names of a field mask: a text with commas in camelCase, or a list of names as in protobuf, by itself or as `paths`. */
function readMask(mask: unknown): readonly string[] {
  const paths = typeof mask === "object" && mask !== null && "paths" in mask ? mask.paths : mask;
  const names = typeof paths === "string" ? paths.split(",") : paths;
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string"))
    throw invalidValue("update_mask", mask);
  return names.map((name: string) => name.trim().replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}
