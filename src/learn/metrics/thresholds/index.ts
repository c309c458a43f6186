export {
  type DecisionCosts,
  type Floor,
  type ThresholdChoice,
  thresholdByCost,
  thresholdByFBeta,
  thresholdByFloor,
} from "./choose-threshold.js";
export type { Outcome } from "./ranked.js";
