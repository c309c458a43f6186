import { GyreError } from "../core/index.js";
import type { Scorer } from "../registry/index.js";

/** Holds what answers, and changes it while requests are under way. It owns the scorers it is given. */
export interface Slot<T> {
  /** What new requests are answered with. Throws `serving.not_ready` after `close`. */
  current(): T;
  /** Runs `work` with what answers now, whose scorers stay open until the work has ended, whatever is swapped meanwhile. */
  use<R>(work: (live: T) => Promise<R>): Promise<R>;
  /**
   * From this call on `use` gives `next`. Resolves when the work begun before has ended and every scorer that no later one has is
   * closed.
   */
  swap(next: T): Promise<void>;
  /** Lets the work under way end, then closes every scorer. */
  close(): Promise<void>;
}

interface Generation<T> {
  readonly live: T;
  inUse: number;
  retired: boolean;
  drained(): void;
}

/** Makes a slot that begins with `first`; `scorersOf` tells which scorers something answers with. */
export function createSlot<T>(first: T, scorersOf: (live: T) => readonly Scorer[]): Slot<T> {
  const holders = new Map<Scorer, number>();
  const begin = (live: T): Generation<T> => {
    for (const scorer of scorersOf(live)) holders.set(scorer, (holders.get(scorer) ?? 0) + 1);
    return { live, inUse: 0, retired: false, drained() {} };
  };
  let generation: Generation<T> | null = begin(first);
  const retire = async (old: Generation<T>): Promise<void> => {
    old.retired = true;
    if (old.inUse > 0) await new Promise<void>((resolve) => (old.drained = resolve));
    await Promise.all(scorersOf(old.live).map((scorer) => letGo(scorer, holders)));
  };
  const now = (): Generation<T> => {
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
      generation = begin(next);
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

async function letGo(scorer: Scorer, holders: Map<Scorer, number>): Promise<void> {
  const left = (holders.get(scorer) ?? 0) - 1;
  if (left > 0) {
    holders.set(scorer, left);
    return;
  }
  holders.delete(scorer);
  await scorer.close();
}
