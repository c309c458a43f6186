import type { Scorer } from "../registry/index.js";
import type { LiveDeployment } from "./live-deployment.js";
import { createSlot, type Slot } from "./slot.js";

/** Holds what a project's deployment answers with. */
export type ServingSlot = Slot<LiveDeployment>;

/** Makes a slot that begins with `first`. */
export function createServingSlot(first: LiveDeployment): ServingSlot {
  return createSlot(first, scorersOf);
}

function scorersOf(live: LiveDeployment): readonly Scorer[] {
  return live.candidate ? [live.champion.scorer, live.candidate.scorer] : [live.champion.scorer];
}
