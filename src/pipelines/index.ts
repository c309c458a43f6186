export { type Asset, type Inputs, inOrder } from "./asset.js";
export { type Codec, jsonCodec } from "./codec.js";
export { eventsCodec } from "./codec-events.js";
export { trainingSetCodec } from "./codec-training-set.js";
export { never, onAlert, onSchedule } from "./define.js";
export {
  type AssetProgress,
  type PipelineContext,
  type PipelineRun,
  type RunOptions,
  runAssets,
} from "./materialize.js";
export type { EventLog, MaterializationStore } from "./ports.js";
export { describePolicy, retrainingReason, type TriggerInput } from "./trigger.js";
export { Event, Materialization, RetrainingPolicy } from "./types.js";
