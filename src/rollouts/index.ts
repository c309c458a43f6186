export { type Assignment, assign } from "./assign.js";
export {
  abortRollout,
  isOver,
  type RolloutMove,
  type RolloutStart,
  type RolloutTick,
  startRollout,
  tickRollout,
} from "./canary.js";
export { type CanaryWish, canary, immediately } from "./define.js";
export { FRESH_GUARD, NO_COUNTS, stepGuard } from "./e-process.js";
export { harmOf } from "./harm.js";
export { bucketOf, murmur3 } from "./hash.js";
export type { RolloutStore } from "./ports.js";
export {
  ArmCounts,
  CanaryStep,
  Evidence,
  Guard,
  GuardState,
  Phase,
  RolloutPlan,
  RolloutState,
  Transition,
} from "./types.js";
