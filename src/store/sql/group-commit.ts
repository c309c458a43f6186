/** What waits to be written: how many rows it counts for, and the data itself. */
export interface Write<T> {
  readonly rows: number;
  readonly data: T;
}

/** Lets writes that come at the same time share one commit. */
export interface GroupCommit<T> {
  /** Resolves when the write is durable; rejects when the commit that it shared failed. */
  add(write: Write<T>): Promise<void>;
}

interface Waiting<T> extends Write<T> {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MOST_ROWS = 2000;

/**
 * A write waits for the one commit that is under way, if any, and then shares the next with all that came meanwhile: no write
 * waits for company that may not come, and the busier it gets the larger the groups. `commit` gets about 2000 rows at most.
 */
export function groupCommit<T>(commit: (group: readonly T[]) => Promise<void>): GroupCommit<T> {
  let waiting: Waiting<T>[] = [];
  let working = false;
  const work = async (): Promise<void> => {
    working = true;
    while (waiting.length > 0) {
      await new Promise(setImmediate);
      const [group, rest] = firstGroup(waiting);
      waiting = rest;
      await commit(group.map((one) => one.data)).then(
        () => {
          for (const one of group) one.resolve();
        },
        (error: unknown) => {
          for (const one of group) one.reject(error);
        },
      );
    }
    working = false;
  };
  return {
    add: (write) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...write, resolve, reject });
        if (!working) void work();
      }),
  };
}

function firstGroup<T>(waiting: readonly Waiting<T>[]): [Waiting<T>[], Waiting<T>[]] {
  let rows = 0;
  let count = 0;
  while (count < waiting.length && (count === 0 || rows + waiting[count].rows <= MOST_ROWS))
    rows += waiting[count++].rows;
  return [waiting.slice(0, count), waiting.slice(count)];
}
