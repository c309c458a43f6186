import { GyreError } from "../core/index.js";

/** Set for a command that another gyre starts as a part of itself, with a channel that closes when that one is gone. */
export const PART_OF_ANOTHER = "GYRE_PART_OF_ANOTHER";

/**
 * Does work that Ctrl-C or SIGTERM ends: the first aborts the signal, and what was under way fails with `core.cancelled` and `hint`; a
 * second one kills the process at once. A part of another gyre also ends when that one is gone, however it ended.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, hint?: string): Promise<T> {
  const stop = new AbortController();
  const abort = (by: NodeJS.Signals | "the end of its parent"): void => {
    release();
    stop.abort(new GyreError("core.cancelled", `stopped by ${by}`, hint === undefined ? {} : { hint }));
  };
  const orphaned = (): void => abort("the end of its parent");
  const release = (): void => {
    process.off("disconnect", orphaned);
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  if (process.env[PART_OF_ANOTHER] !== undefined) {
    process.on("disconnect", orphaned);
    process.channel?.unref();
    if (!process.connected) orphaned();
  }
  try {
    return await work(stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    release();
  }
}
