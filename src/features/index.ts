export { checkDefinitions } from "./check.js";
export {
  compileEvents,
  compileExampleIds,
  compileExamples,
  compileReplay,
  exampleKeys,
  groupKeys,
  quoteName,
  quoteText,
} from "./compile-sql.js";
export {
  type AggregateOf,
  ageMinutes,
  type ColumnName,
  count,
  type EntityRef,
  entity,
  examples,
  last,
  latest,
  max,
  mean,
  min,
  rate,
  sum,
  type ViewRef,
  windows,
} from "./define.js";
export { allOf, featureSet, field, hourOf, minuteOfDay, minutesBetween, pick, weekdayOf } from "./define-set.js";
export { definitionHashes } from "./definition-hashes.js";
export {
  type Assembly,
  assembleFeatures,
  type EventColumns,
  type ExampleColumns,
  type KeyColumns,
} from "./offline/assemble.js";
export { createOnlineFeatures, type OnlineFeatures, type RequestReader } from "./online/online-features.js";
export { type FeaturePlan, type GroupPlan, planFeatures } from "./plan.js";
export type { EventBatch, EventColumn, OfflineFeatures, TrainingSet } from "./ports.js";
export { checkTimeZone } from "./time-zone.js";
export {
  Aggregate,
  Condition,
  Entity,
  Examples,
  type FeatureColumn,
  type FeatureDefinitions,
  FeatureSet,
  LatestView,
  RequestFeature,
  type Value,
  View,
  WindowView,
} from "./types.js";
export { featureNames } from "./windows.js";
