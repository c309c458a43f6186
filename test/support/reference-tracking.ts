import { virtualClock } from "../../src/core/index.js";
import { createMemoryTrackingStore } from "../../src/store/memory/tracking/create.js";
import type { TrackingStore } from "../../src/tracking/index.js";

/** The plain store in memory, with which others have to agree. */
export const reference = (artifactRoot: string): TrackingStore =>
  createMemoryTrackingStore({ artifactRoot, clock: virtualClock(0) });
