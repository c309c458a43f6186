import { Worker } from "node:worker_threads";
import { GyreError } from "../../core/index.js";
import type { FoldData } from "../../learn/index.js";
import type { LearnReply, LearnRequest } from "./learn-worker.js";
import { sharedArray, sharedFrame, sharedTarget } from "./share.js";

/** The data in memory that threads share. */
export function sharedData({ frame, target, weights }: FoldData): FoldData {
  return {
    frame: sharedFrame(frame),
    target: sharedTarget(target),
    ...(weights === undefined ? {} : { weights: sharedArray(weights) }),
  };
}

/** A thread that learns from the data that it was started with. */
export interface LearnThread {
  /** One request at a time. Throws what the request failed with, and `core.cancelled` after a close. */
  ask(request: LearnRequest, onRound?: (round: number, of: number) => void): Promise<LearnReply>;
  /** Ends the thread at once, whatever it does, and waits until it is gone. */
  close(): Promise<void>;
}

/** Starts a thread; `data` should come from {@link sharedData}, else it is copied. */
export function startLearnThread(data: FoldData): LearnThread {
  const worker = new Worker(new URL("./learn-worker.js", import.meta.url), { workerData: data });
  return {
    ask: (request, onRound) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          worker.off("message", hear).off("error", fail).off("exit", gone);
          act();
        };
        const hear = (reply: LearnReply): void => {
          if (reply.kind === "round") onRound?.(reply.round, reply.of);
          else if (reply.kind === "failed") settle(() => reject(failureOf(reply)));
          else settle(() => resolve(reply));
        };
        const fail = (cause: unknown): void => settle(() => reject(cause));
        const gone = (): void => settle(() => reject(new GyreError("core.cancelled", "the fit was cancelled")));
        worker.on("message", hear).on("error", fail).on("exit", gone);
        worker.postMessage(request);
      }),
    async close() {
      await worker.terminate();
    },
  };
}

function failureOf({ code, message, hint, details }: LearnReply & { kind: "failed" }): GyreError {
  return new GyreError(code, message, { details, ...(hint === undefined ? {} : { hint }) });
}
