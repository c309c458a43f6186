import type { Clock } from "../../core/index.js";

/** Lets one of a kind through for some time, and counts the others. */
export interface Throttle {
  /** How many of that kind were not let through since the last that was; null for one that is not. */
  admit(key: string): number | null;
}

const MOST_KEYS = 1000;

/** At most one of each key in `windowMs`, and of more keys than a thousand at once none is let through. */
export function createThrottle(clock: Clock, windowMs: number): Throttle {
  const seen = new Map<string, { readonly until: number; readonly held: number }>();
  return {
    admit(key) {
      const now = clock.now();
      const before = seen.get(key);
      if (before && now < before.until) {
        seen.set(key, { ...before, held: before.held + 1 });
        return null;
      }
      if (!before && seen.size >= MOST_KEYS) {
        for (const [old, { until }] of seen) if (until <= now) seen.delete(old);
        if (seen.size >= MOST_KEYS) return null;
      }
      seen.set(key, { until: now + windowMs, held: 0 });
      return before?.held ?? 0;
    },
  };
}
