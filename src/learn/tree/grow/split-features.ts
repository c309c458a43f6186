import { type Call, callKernel, sharesOf } from "../crew/crew.js";
import type { Workshop } from "./workshop.js";

/** Below this waiting for helpers costs more than they bring. */
const FEWEST_SHARED_FEATURES = 32;

/** Calls for the features [first, first + n), by each member for its share of them where there are enough. */
export function splitFeatures({ binned, crew }: Workshop, callsFor: (first: number, n: number) => Call[]): void {
  const { features, kernels } = binned;
  const isShared = crew.size > 1 && features.length >= FEWEST_SHARED_FEATURES;
  if (!isShared) {
    for (const call of callsFor(0, features.length)) callKernel(kernels, call);
    return;
  }
  crew.run(sharesOf(0, features.length, crew.size, 1).map(([from, to]) => callsFor(from, to - from)));
}
