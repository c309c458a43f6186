import type { LatestPlan } from "../plan.js";
import { type KeyedAsks, type KeyedEvents, seenEnds } from "./timeline.js";

const MINUTE_MS = 60_000;

/** Writes the fields of each ask's latest seen row, as `outputs[feature][example]`; what no row gives is left as it was. Cost: O(asks + events). */
export function foldLatest(
  plan: LatestPlan,
  events: KeyedEvents,
  asks: KeyedAsks,
  outputs: readonly Float64Array[],
): void {
  const seen = seenEnds(events, asks);
  for (let key = 0; key + 1 < events.offsets.length; key++) {
    let come = events.offsets[key];
    let latest = -1;
    for (let ask = asks.offsets[key]; ask < asks.offsets[key + 1]; ask++) {
      for (; come < seen[ask]; come++) {
        if (latest < 0 || events.event[come] >= events.event[latest]) latest = come; // equal times come in the order of ties
      }
      const ageMs = latest < 0 ? Number.POSITIVE_INFINITY : asks.at[ask] - events.event[latest];
      if (latest < 0 || ageMs > plan.maxAgeMs) continue;
      for (const { feature, input } of plan.outputs) {
        outputs[feature][asks.rows[ask]] = input < 0 ? ageMs / MINUTE_MS : events.inputs[input][latest];
      }
    }
  }
}
