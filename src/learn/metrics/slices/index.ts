export type { Condition, PartitionOptions } from "./conditions.js";
export { conditionsInWords } from "./conditions.js";
export type { RowLoss } from "./row-losses.js";
export { metricBySlice, type SliceMetrics, type SliceMetricsOptions } from "./slice-metrics.js";
export { type WeakSlice, type WeakSlicesOptions, weakSlices } from "./weak-slices.js";
