import { type Duration, durationMs } from "../core/index.js";
import type { RetrainingPolicy } from "./types.js";

/** What a trigger looks at: when the last training took place, and the alerts about the champion. */
export interface TriggerInput {
  readonly now: number;
  readonly lastTrainingAt: number;
  readonly alerts: readonly { readonly kind: "drift" | "performance"; readonly message: string }[];
}

/** Why to train now, in words, or null. Decides by its arguments alone, so that a rehearsal and a server decide alike. */
export function retrainingReason(policy: RetrainingPolicy, input: TriggerInput): string | null {
  switch (policy.kind) {
    case "never":
      return null;
    case "schedule": {
      const begun = periodStart(policy.every, input.now);
      return begun > input.lastTrainingAt ? `a new ${policy.every} began` : null;
    }
    case "alert": {
      const alert = input.alerts.find(({ kind }) => policy.of.includes(kind));
      const cooled = input.now - input.lastTrainingAt >= durationMs(policy.cooldown as Duration);
      return alert && cooled ? alert.message : null;
    }
    default:
      return policy satisfies never;
  }
}

/** The policy as a sentence. */
export function describePolicy(policy: RetrainingPolicy): string {
  switch (policy.kind) {
    case "never":
      return "keeps the first model";
    case "schedule":
      return `retrains when a ${policy.every} begins`;
    case "alert":
      return `retrains when ${policy.of.join(" or ")} is found, at most every ${policy.cooldown}`;
    default:
      return policy satisfies never;
  }
}

function periodStart(every: "day" | "week" | "month", time: number): number {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (every === "month") return Date.UTC(year, month, 1);
  if (every === "day") return Date.UTC(year, month, day);
  return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7));
}
