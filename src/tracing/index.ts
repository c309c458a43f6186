export { changedAssessment, comparedValue, isOfSession } from "./assessments.js";
export { begunMetadata, begunTags, NOTHING_SAID, type Said, saidAfter, traceOf } from "./begun.js";
export { inMlflowsWords } from "./conventions.js";
export { afterMerge, newDataset, profileOf } from "./evaluation/dataset-rules.js";
export {
  type ExactJson,
  type ExactNumber,
  type ExactObject,
  isExactObject,
  readExactJson,
  writeExactJson,
} from "./evaluation/exact-json.js";
export { inputHash, type Merge, mergeRecords } from "./evaluation/merge-records.js";
export type {
  DatasetWish,
  EvaluationDatasetStore,
  EvaluationStore,
  MergeWish,
  SamplingWish,
  ScorerStore,
  ScorerWish,
} from "./evaluation/ports.js";
export { readRecords } from "./evaluation/read-records.js";
export { readTags } from "./evaluation/read-tags.js";
export { notSampled, requireShare } from "./evaluation/sampling-rules.js";
export { checkScorer, requireScorerName } from "./evaluation/scorer-rules.js";
export type {
  DatasetRecord,
  DatasetTag,
  EvaluationDataset,
  RecordSource,
  RecordWish,
  ScorerSampling,
  ScorerVersion,
} from "./evaluation/types.js";
export { checkedTraceTag, checkLink, checkLinks } from "./limits.js";
export { placeTag, SPANS_HERE } from "./own-tags.js";
export type { AssessmentChange, SpanSources, TraceStore, TraceWish } from "./ports.js";
export { pythonJson } from "./python-json.js";
export { type SearchedSpan, type SearchedTrace, traceHolds, traceLookup } from "./search/holds.js";
export { type Comparison, type Leaf, type Plan, planOf } from "./search/plan.js";
export { sourceTags } from "./source-tags.js";
export { spanType } from "./span-attributes.js";
export { readSpan, type SpanHead, spanContent } from "./span-content.js";
export { readSummary, type SpanSummary, summaryOf, summaryText } from "./span-summary.js";
export { type FromSpans, traceFromSpans } from "./trace-from-spans.js";
export type {
  Assessment,
  AssessmentError,
  AssessmentSource,
  Json,
  Judgement,
  Span,
  SpanEvent,
  SpanLink,
  TraceInfo,
  TraceState,
} from "./types.js";
