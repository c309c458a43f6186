import type { MlflowOperation } from "../../operation.js";
import { createAssessment, deleteAssessment, getAssessment, updateAssessment } from "./assessments.js";
import {
  deleteTraces,
  deleteTraceTag,
  deleteTraceTagV3,
  linkPromptsToTrace,
  linkTracesToRun,
  setTraceTag,
  setTraceTagV3,
} from "./changes.js";
import { batchGetTraceInfos, getTraceInfoV3, startTraceV3 } from "./infos.js";
import { endTrace, getTraceInfo, startTrace } from "./legacy.js";
import { calculateTraceFilterCorrelation, searchTraces, searchTracesV3 } from "./search.js";
import { batchGetTraces, getTrace, getTraceArtifact } from "./whole.js";

/** Operations on traces and their assessments, by the names of their procedures. */
export const traceOperations = {
  startTraceV3,
  getTraceInfoV3,
  getTrace,
  batchGetTraces,
  batchGetTraceInfos,
  searchTracesV3,
  searchTraces,
  startTrace,
  endTrace,
  getTraceInfo,
  deleteTraces,
  deleteTracesV3: deleteTraces,
  setTraceTag,
  setTraceTagV3,
  deleteTraceTag,
  deleteTraceTagV3,
  linkTracesToRun,
  linkPromptsToTrace,
  calculateTraceFilterCorrelation,
  getTraceArtifact,
  createAssessment,
  GetAssessment: getAssessment,
  updateAssessment,
  deleteAssessment,
} satisfies Readonly<Record<string, MlflowOperation>>;
