/**
 * What a project file imports: typed constructors of plain data. Nothing here touches the world.
 * @packageDocumentation
 */
export { GyreError } from "./core/index.js";
export { boolean, csv, double, integer, parquet, query, tableSchema, text, timestamp, unlocked } from "./data/index.js";
export {
  ageMinutes,
  allOf,
  count,
  entity,
  examples,
  featureSet,
  field,
  hourOf,
  last,
  latest,
  max,
  mean,
  min,
  minuteOfDay,
  minutesBetween,
  pick,
  rate,
  sum,
  weekdayOf,
  windows,
} from "./features/index.js";
export { gbdt, logistic } from "./learn/index.js";
export { drift, performance } from "./monitoring/index.js";
export { never, onAlert, onSchedule } from "./pipelines/index.js";
export { defineProject, deployment, model } from "./project/index.js";
export { atLeast, atMost, betterThanChampion } from "./registry/index.js";
export { canary, immediately } from "./rollouts/index.js";
export { python } from "./training/index.js";
