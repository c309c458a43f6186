import type { Arm } from "../serving/index.js";
import { bucketOf } from "./hash.js";

/** The part of a rollout that decides who sees what. */
export interface Assignment {
  readonly salt: string;
  readonly weightPercent: number;
}

/**
 * The arm of a unit: a user, a session, or whatever should always get the same version. The candidate has the buckets
 * from 0 up to its weight, so a unit that saw it keeps seeing it while the weight grows.
 */
export function assign({ salt, weightPercent }: Assignment, unit: string): Arm {
  if (weightPercent <= 0) return "champion";
  return bucketOf(salt, unit) < weightPercent * 100 ? "candidate" : "champion";
}
