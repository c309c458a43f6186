import { changedAssessment, type TraceStore } from "../../../tracing/index.js";
import { assessmentUnknown } from "../../tracing-failures.js";
import { type KeptTrace, type Traces, traceIn } from "./kept.js";

type Assessments = Pick<TraceStore, "assess" | "assessment" | "changeAssessment" | "removeAssessment">;

/** The part of the store that keeps assessments. */
export function createAssessments(traces: Traces): Assessments {
  return {
    async assess(wish) {
      const trace = traceIn(traces, wish.traceId);
      if (wish.overrides !== null) setValid(trace, wish.overrides, false);
      const made = { ...wish, isValid: true };
      trace.assessments.set(wish.assessmentId, made);
      return made;
    },
    async assessment(traceId, assessmentId) {
      return traces.get(traceId)?.assessments.get(assessmentId) ?? null;
    },
    async changeAssessment(traceId, assessmentId, change) {
      const { assessments } = traceIn(traces, traceId);
      const was = assessments.get(assessmentId);
      if (!was) throw assessmentUnknown(traceId, assessmentId);
      const changed = changedAssessment(was, change);
      assessments.set(assessmentId, changed);
      return changed;
    },
    async removeAssessment(traceId, assessmentId) {
      const trace = traces.get(traceId);
      const gone = trace?.assessments.get(assessmentId);
      if (!trace || !gone) return;
      trace.assessments.delete(assessmentId);
      if (gone.overrides !== null && trace.assessments.has(gone.overrides)) setValid(trace, gone.overrides, true);
    },
  };
}

function setValid({ id, assessments }: KeptTrace, assessmentId: string, isValid: boolean): void {
  const found = assessments.get(assessmentId);
  if (!found) throw assessmentUnknown(id, assessmentId);
  assessments.set(assessmentId, { ...found, isValid });
}
