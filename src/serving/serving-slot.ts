import { GyreError } from "../core/index.js";
import type { Scorer } from "../registry/index.js";
import type { LiveDeployment } from "./live-deployment.js";

/** Holds what a deployment answers with, and changes it while requests are under way. It owns the scorers it is given. */
export interface ServingSlot {
  /** What new requests are answered with. Throws `serving.not_ready` after `close`. */
  current(): LiveDeployment;
  /** Runs `work` with the current deployment, whose scorers stay open until the work has ended, whatever is swapped meanwhile. */
  use<T>(work: (live: LiveDeployment) => Promise<T>): Promise<T>;
  /**
   * From this call on `use` gives `next`. Resolves when the work begun before has ended and every scorer that is in no later
   * deployment is closed.
   */
  swap(next: LiveDeployment): Promise<void>;
  /** Lets the work under way end, then closes every scorer. */
  close(): Promise<void>;
}

interface Generation {
  readonly live: LiveDeployment;
  inUse: number;
  retired: boolean;
  drained(): void;
}

/** Makes a slot that begins with `first`. */
export function createServingSlot(first: LiveDeployment): ServingSlot {
  const holders = new Map<Scorer, number>();
  let generation: Generation | null = begin(first, holders);
  const retire = async (old: Generation): Promise<void> => {
    old.retired = true;
    if (old.inUse > 0) await new Promise<void>((resolve) => (old.drained = resolve));
    await Promise.all(scorersOf(old.live).map((scorer) => letGo(scorer, holders)));
  };
  const now = (): Generation => {
    if (!generation) throw new GyreError("serving.not_ready", "the deployment is closed");
    return generation;
  };
  return {
    current: () => now().live,
    async use(work) {
      const mine = now();
      mine.inUse++;
      try {
        return await work(mine.live);
      } finally {
        mine.inUse--;
        if (mine.retired && mine.inUse === 0) mine.drained();
      }
    },
    async swap(next) {
      const old = now();
      generation = begin(next, holders);
      await retire(old);
    },
    async close() {
      if (!generation) return;
      const old = generation;
      generation = null;
      await retire(old);
    },
  };
}

function begin(live: LiveDeployment, holders: Map<Scorer, number>): Generation {
  for (const scorer of scorersOf(live)) holders.set(scorer, (holders.get(scorer) ?? 0) + 1);
  return { live, inUse: 0, retired: false, drained() {} };
}

async function letGo(scorer: Scorer, holders: Map<Scorer, number>): Promise<void> {
  const left = (holders.get(scorer) ?? 0) - 1;
  if (left > 0) {
    holders.set(scorer, left);
    return;
  }
  holders.delete(scorer);
  await scorer.close();
}

function scorersOf(live: LiveDeployment): readonly Scorer[] {
  return live.candidate ? [live.champion.scorer, live.candidate.scorer] : [live.champion.scorer];
}
