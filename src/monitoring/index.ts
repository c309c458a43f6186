export { type CompareOptions, compareDrift, featureScores } from "./compare-drift.js";
export { type DriftWish, drift, type PerformanceWish, performance } from "./define.js";
export {
  DEPLOYED_RULE,
  type DeployedWatch,
  deployedMonitor,
  isDeployedMonitor,
  watchDeployed,
} from "./deployed/watch-deployed.js";
export { fitReference, type ReferenceOptions } from "./fit-reference.js";
export { DriftMonitor, PerformanceMonitor } from "./monitors.js";
export type { AlertStore, FindingStore, MonitoringFilter, MonitorState, MonitorStateStore } from "./ports.js";
export { type DriftRule, type DriftStep, type DriftWindow, startDrift, stepDrift } from "./step-drift.js";
export {
  type PerformanceRule,
  type PerformanceStep,
  type PerformanceWindow,
  startPerformance,
  stepPerformance,
} from "./step-performance.js";
export {
  Alert,
  CategoryReference,
  DriftFinding,
  DriftReference,
  DriftState,
  Finding,
  NumberReference,
  PerformanceFinding,
  PerformanceState,
  Signal,
  SignalStatus,
  WatchedMetric,
} from "./types.js";
export {
  type Baseline,
  type Monitor,
  resumeWatch,
  startWatch,
  stepWatch,
  type Watch,
  type WatchContext,
} from "./watch.js";
