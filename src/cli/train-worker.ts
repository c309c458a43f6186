import { parentPort, workerData } from "node:worker_threads";
import { asGyreError, createRandom, type FailureCode, idFactory, silentLog } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import type { TrainingSet } from "../features/index.js";
import { candidateAssets, type LoopInput } from "../project/index.js";
import { openStore } from "../store/index.js";
import type { TrainResult } from "../training/index.js";
import { systemClock } from "./system-clock.js";
import { GYRE_VERSION } from "./version.js";
import { environment, runtimeWhenNeeded } from "./workspace.js";

/** A training for a thread of its own. */
export interface TrainTask {
  readonly stateFolder: string;
  readonly databaseUri: string | undefined;
  readonly input: Pick<LoopInput, "loaded" | "estimator" | "asOf" | "champion">;
  readonly dataset: DatasetVersion;
  readonly set: TrainingSet;
  /** Of the inputs' contents, by asset. */
  readonly digests: Readonly<Record<string, string>>;
  /** Makes the ids of the run. */
  readonly seed: string;
}

/** What the thread tells: the run that it began, each round, and how it ended. */
export type TrainMessage =
  | { readonly kind: "began"; readonly runId: string }
  | { readonly kind: "round"; readonly round: number; readonly of: number }
  | { readonly kind: "done"; readonly result: TrainResult }
  | {
      readonly kind: "failed";
      readonly code: FailureCode;
      readonly message: string;
      readonly hint: string | undefined;
      readonly details: Readonly<Record<string, unknown>>;
    };

const tell = (message: TrainMessage): void => parentPort?.postMessage(message);

try {
  tell({ kind: "done", result: await work(workerData as TrainTask) });
} catch (cause) {
  const { code, message, hint, details } = asGyreError(cause);
  tell({ kind: "failed", code, message, hint, details: JSON.parse(JSON.stringify(details)) });
}

async function work(task: TrainTask): Promise<TrainResult> {
  const { stateFolder, databaseUri, input, dataset, set, digests, seed } = task;
  const store = await openStore(stateFolder, databaseUri);
  const ids = idFactory(systemClock, createRandom(seed));
  const newId: typeof ids = (prefix) => {
    const id = ids(prefix);
    if (prefix === "run") tell({ kind: "began", runId: id });
    return id;
  };
  const context = {
    ...store,
    runtime: runtimeWhenNeeded,
    clock: systemClock,
    newId,
    scripts: { fit: () => Promise.reject(new Error("scripts run beside threads, not in them")) },
    environment,
    gyreVersion: GYRE_VERSION,
    stopwatch: () => performance.now(),
    log: silentLog,
  };
  const onRound = (round: number, of: number): void => tell({ kind: "round", round, of });
  try {
    const fit = candidateAssets(context, { ...input, onRound }).find(({ name }) => name === "train");
    const inputs = { validate: async () => dataset, features: async () => set };
    return (await fit?.make(inputs, undefined, digests)) as TrainResult;
  } finally {
    await store.close();
  }
}
