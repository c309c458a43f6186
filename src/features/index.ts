export type { EventBatch, EventColumn, OfflineFeatures, TrainingSet } from "./ports.js";
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
