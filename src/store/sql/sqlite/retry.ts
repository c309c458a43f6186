import { setTimeout as sleep } from "node:timers/promises";
import { isBusy } from "./failures.js";

/** How long SQLite itself waits for a lock. It blocks the event loop, so it is short; {@link retryBusy} waits the rest. */
export const BUSY_TIMEOUT_MS = 10;
const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 20;

/** Runs `work`, and again with pauses while another process holds the lock, for about ten seconds in all. Other errors pass. */
export async function retryBusy<T>(work: () => T): Promise<T> {
  for (let pauseMs = 1, waitedMs = 0; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || waitedMs >= PATIENCE_MS) throw error;
    }
    await sleep(pauseMs);
    waitedMs += pauseMs + BUSY_TIMEOUT_MS;
  }
}
