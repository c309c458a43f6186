import type { Clock } from "../core/index.js";

/** The real time. */
export const systemClock: Clock = { now: () => Date.now() };
