import { type Duration, durationMs } from "../core/index.js";
import type { RetrainingPolicy } from "./types.js";

/** Keeps the first model for ever: the baseline that other policies are compared with. */
export function never(): RetrainingPolicy {
  return { kind: "never" };
}

/** Retrains when a calendar period (UTC; weeks begin on Monday) begins. */
export function onSchedule(options: { readonly every: "day" | "week" | "month" }): RetrainingPolicy {
  return { kind: "schedule", every: options.every };
}

/** Retrains when a monitor raises an alert of one of these kinds, but not again within `cooldown`. */
export function onAlert(options: {
  readonly of: readonly ("drift" | "performance")[];
  readonly cooldown: Duration;
}): RetrainingPolicy {
  durationMs(options.cooldown);
  return { kind: "alert", of: [...options.of], cooldown: options.cooldown };
}
