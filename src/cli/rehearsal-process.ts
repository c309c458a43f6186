import { fork } from "node:child_process";
import { GyreError } from "../core/index.js";
import type { PolicyReport } from "../rehearsal/index.js";
import type { PolicyTask, WorkerMessage } from "./rehearsal-worker.js";

/** A policy that was rehearsed; `positiveRate` is the share of outcomes that came true. */
export interface Finished {
  readonly report: PolicyReport;
  readonly positiveRate: number | null;
}

/** Rehearses a policy in a process of its own. Throws `core.cancelled` when the signal is aborted, else what the child failed with. */
export function rehearseInProcess(
  task: PolicyTask,
  signal: AbortSignal,
  onProgress: (report: PolicyReport, positiveRate: number | null) => void,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL("./rehearsal-worker.js", import.meta.url), {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      execArgv: process.execArgv,
    });
    // All that it makes is in its memory, so it may be killed at any moment; it would not hear a softer signal while it fits a model.
    const stop = (): void => void child.kill("SIGKILL");
    signal.addEventListener("abort", stop, { once: true });
    let finished: Finished | null = null;
    let failure: GyreError | null = null;
    child.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") onProgress(message.report, message.positiveRate);
      else if (message.kind === "done") finished = { report: message.report, positiveRate: message.positiveRate };
      else if (message.kind === "failed")
        failure = new GyreError(
          message.code,
          `policy ${task.policy}: ${message.message}`,
          message.hint ? { hint: message.hint } : {},
        );
    });
    child.on("error", reject);
    child.on("exit", (code, killedBy) => {
      signal.removeEventListener("abort", stop);
      if (finished) resolve(finished);
      else if (signal.aborted) reject(new GyreError("core.cancelled", "the rehearsal was cancelled"));
      else
        reject(
          failure ??
            new GyreError(
              "core.unexpected",
              `the rehearsal of policy ${task.policy} ended with ${killedBy ?? `exit code ${code}`}`,
            ),
        );
    });
    child.send(task);
    if (signal.aborted) stop();
  });
}

/** Works through items, at most `width` at once. The first failure aborts those under way, and is thrown when they have ended. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  outer?: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const signal = outer ? AbortSignal.any([outer, failed.signal]) : failed.signal;
  const queue = [...items];
  const lanes = Array.from({ length: width }, async () => {
    for (let item = queue.shift(); item !== undefined && !signal.aborted; item = queue.shift()) {
      await work(item, signal).catch((error) => {
        if (!signal.aborted) failed.abort(error);
      });
    }
  });
  await Promise.all(lanes);
  signal.throwIfAborted();
}
