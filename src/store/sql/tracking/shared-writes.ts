import type { Transaction } from "kysely";
import { GyreError } from "../../../core/index.js";
import type { SqlDatabase } from "../database.js";
import { groupCommit } from "../group-commit.js";
import type { Tables } from "../schema.js";

/**
 * Runs work in a transaction that it shares with what comes at the same time, as does the wait for the disk. So work refuses, by
 * throwing a failure of this stage or of tracing, before it writes anything; and it may run more than once before it counts. `rows` is about how
 * many it writes.
 */
export type SharedWrite = <T>(rows: number, work: (trx: Transaction<Tables>) => Promise<T>) => Promise<T>;

interface Waiting {
  readonly work: (trx: Transaction<Tables>) => Promise<unknown>;
  outcome: { readonly result: unknown } | { readonly refusal: GyreError };
}

/** A {@link SharedWrite} on the database's bulk connection. */
export function openSharedWrites({ bulk }: SqlDatabase): SharedWrite {
  const write = (items: readonly Waiting[]): Promise<void> =>
    bulk.db.transaction().execute(async (trx) => {
      for (const item of items) item.outcome = await outcomeOf(() => item.work(trx));
    });
  const group = groupCommit<Waiting>(async (items) => {
    await write(items).catch((error: unknown) => writeAlone(items, error, write));
    await bulk.flush({ isAlone: items.length === 1 });
  });
  return async <T>(rows: number, work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> => {
    const item: Waiting = { work, outcome: { result: undefined } };
    await group.add({ rows, data: item });
    if ("refusal" in item.outcome) throw item.outcome.refusal;
    return item.outcome.result as T;
  };
}

async function outcomeOf(work: () => Promise<unknown>): Promise<Waiting["outcome"]> {
  try {
    return { result: await work() };
  } catch (error) {
    if (error instanceof GyreError && /^tra(?:ck|c)ing\./.test(error.code)) return { refusal: error };
    throw error;
  }
}

/** A group that failed as a whole is tried one by one, so that none fails because of another. */
async function writeAlone(
  items: readonly Waiting[],
  error: unknown,
  write: (items: readonly Waiting[]) => Promise<void>,
): Promise<void> {
  if (items.length === 1) throw error;
  for (const item of items)
    await write([item]).catch((failure: unknown) => {
      if (!(failure instanceof GyreError)) throw failure;
      item.outcome = { refusal: failure };
    });
}
