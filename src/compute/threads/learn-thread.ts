import { Worker } from "node:worker_threads";
import { GyreError } from "../../core/index.js";
import type { FoldData } from "../../learn/index.js";
import type { LearnReply, LearnRequest } from "./learn-worker.js";

/** A thread that learns from the data that it was started with. */
export interface LearnThread {
  /** One request at a time. Throws what the request failed with, and `core.cancelled` after a close. */
  ask(request: LearnRequest, onRound?: (round: number, of: number) => void): Promise<LearnReply>;
  /** Ends the thread at once, whatever it does, and waits until it is gone. */
  close(): Promise<void>;
}

/** Starts a thread; what of `data` does not lie in shared memory is copied. */
export function startLearnThread(data: FoldData): LearnThread {
  // The program's own flags, such as --input-type, need not suit a file of ours.
  const worker = new Worker(new URL("./learn-worker.js", import.meta.url), { workerData: data, execArgv: [] });
  let closed = false;
  const gone = (): GyreError =>
    closed
      ? new GyreError("core.cancelled", "the fit was cancelled")
      : new GyreError("core.unexpected", "the thread of a fit ended by itself");
  let fail = (_cause: unknown): void => {};
  worker.on("error", (cause) => fail(cause));
  worker.on("exit", () => fail(gone()));
  return {
    ask: (request, onRound) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(gone());
          return;
        }
        const hear = (reply: LearnReply): void => {
          if (reply.kind === "round") {
            onRound?.(reply.round, reply.of);
            return;
          }
          worker.off("message", hear);
          if (reply.kind === "failed") reject(failureOf(reply));
          else resolve(reply);
        };
        fail = reject;
        worker.on("message", hear);
        worker.postMessage(request);
      }),
    async close() {
      closed = true;
      await worker.terminate();
    },
  };
}

function failureOf({ code, message, hint, details }: LearnReply & { kind: "failed" }): GyreError {
  return new GyreError(code, message, { details, ...(hint === undefined ? {} : { hint }) });
}
