/** Where every part of Gyre reads the time from. Times are milliseconds since the Unix epoch, UTC. */
export interface Clock {
  now(): number;
}

/** A clock that stands still until it is moved; it never runs backwards. */
export interface VirtualClock extends Clock {
  moveTo(timeMs: number): void;
}

/** Makes a clock for replays and tests that starts at `startMs`. Moving it back is ignored. */
export function virtualClock(startMs: number): VirtualClock {
  let current = startMs;
  return {
    now: () => current,
    moveTo(timeMs) {
      if (timeMs > current) current = timeMs;
    },
  };
}
