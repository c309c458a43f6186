import { randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";
import { GyreError } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import type { TrainingSet } from "../features/index.js";
import type { Asset } from "../pipelines/index.js";
import type { LoopInput } from "../project/index.js";
import { isPython, type TrainResult } from "../training/index.js";
import type { TrainMessage, TrainTask } from "./train-worker.js";
import type { Workspace } from "./workspace.js";

/** What a training in a thread needs of a workspace. */
export type ThreadPlace = Pick<Workspace, "stateFolder" | "databaseUri" | "store" | "clock">;

/**
 * The same assets, with the one named `train` made in a thread of its own. A fit is one long computation: here Ctrl-C is heard while it
 * goes on, and ends it at once. A script is a process of its own already.
 */
export function trainedInThread(place: ThreadPlace, input: LoopInput, assets: readonly Asset[]): readonly Asset[] {
  if (isPython(input.estimator)) return assets;
  return assets.map((asset) => {
    if (asset.name !== "train") return asset;
    return {
      ...asset,
      async make(inputs, signal, digests = {}) {
        const { loaded, estimator, asOf, champion } = input;
        const task: TrainTask = {
          stateFolder: place.stateFolder,
          databaseUri: place.databaseUri,
          input: { loaded, estimator, asOf, champion },
          dataset: (await inputs.validate()) as DatasetVersion,
          set: (await inputs.features()) as TrainingSet,
          digests,
          seed: randomBytes(16).toString("hex"),
        };
        return inThread(place, task, signal, input.onRound);
      },
    };
  });
}

async function inThread(
  place: ThreadPlace,
  task: TrainTask,
  signal: AbortSignal | undefined,
  onRound: LoopInput["onRound"],
): Promise<TrainResult> {
  const worker = new Worker(new URL("./train-worker.js", import.meta.url), { workerData: task });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  let runId: string | null = null;
  try {
    return await new Promise<TrainResult>((resolve, reject) => {
      worker.on("message", (message: TrainMessage) => {
        if (message.kind === "began") runId = message.runId;
        else if (message.kind === "round") onRound?.(message.round, message.of);
        else if (message.kind === "done") resolve(message.result);
        else
          reject(
            new GyreError(message.code, message.message, {
              details: message.details,
              ...(message.hint ? { hint: message.hint } : {}),
            }),
          );
      });
      worker.on("error", reject);
      worker.on("exit", () => reject(signal?.reason ?? new Error("the training thread ended without a result")));
    });
  } catch (error) {
    if (signal?.aborted && runId !== null) await markCancelled(place, runId);
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** The thread could not say so itself. */
async function markCancelled({ store, clock }: ThreadPlace, runId: string): Promise<void> {
  const run = await store.runs.get(runId);
  if (run?.status === "running")
    await store.runs.save({ ...run, status: "failed", endedAt: clock.now(), failure: "cancelled" });
}
