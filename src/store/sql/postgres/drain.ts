/** Counts work that is under way, so that its end can be waited for. */
export interface Drain {
  /** Notes that work began; what it gives is called once, when the work ends. */
  begin(): () => void;
  /** Resolves as soon as nothing is under way. */
  empty(): Promise<void>;
}

export function createDrain(): Drain {
  let working = 0;
  let waiting: (() => void)[] = [];
  return {
    begin() {
      working++;
      return () => {
        if (--working > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      };
    },
    empty: () => (working === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
