import type { TraceStore } from "../../../tracing/index.js";
import type { TrackingStore } from "../../../tracking/index.js";
import { createAssessments } from "./assess.js";
import { createTraceChanges } from "./change.js";
import type { Traces } from "./kept.js";
import { createTraceSearch } from "./search.js";
import { createTraceWrites } from "./write.js";

/** A {@link TraceStore} in memory, of the experiments in `tracking`: plain, and slow with many traces. */
export function createMemoryTraceStore(tracking: Pick<TrackingStore, "experiment">): TraceStore {
  const traces: Traces = new Map();
  return {
    ...createTraceWrites(traces, tracking),
    ...createTraceChanges(traces),
    ...createAssessments(traces),
    ...createTraceSearch(traces),
  };
}
