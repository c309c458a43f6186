export { startBayes, stepBayes } from "./bayes.js";
export { type OnlineBatch, predictOnline, stepLinear } from "./linear.js";
export { type OnlineLinearConfig, onlineLinear } from "./linear-config.js";
export { type OnlineColumn, type OnlineLinearState, type OnlineOutput, startLinear } from "./linear-state.js";
export {
  applyScaler,
  type RunningMinMaxScaler,
  type RunningScaler,
  type RunningStandardScaler,
  startMinMaxScaler,
  startStandardScaler,
  stepScaler,
} from "./scaler.js";
