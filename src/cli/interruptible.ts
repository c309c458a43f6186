import { GyreError } from "../core/index.js";

/**
 * Does work that Ctrl-C or SIGTERM ends: the first aborts the signal, and what was under way fails with `core.cancelled` and `hint`; a
 * second one kills the process at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, hint?: string): Promise<T> {
  const stop = new AbortController();
  const abort = (by: NodeJS.Signals): void => {
    release();
    stop.abort(new GyreError("core.cancelled", `stopped by ${by}`, hint === undefined ? {} : { hint }));
  };
  const release = (): void => {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  try {
    return await work(stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    release();
  }
}
