import { parentPort, workerData } from "node:worker_threads";
import { asGyreError, createRandom, type FailureCode } from "../../core/index.js";
import {
  type AnyConfig,
  type AnyModel,
  type FoldData,
  type FoldResult,
  type FoldTask,
  type GbdtFitOptions,
  learner,
  runFold,
} from "../../learn/index.js";
import { cpuSeconds } from "./cpu-seconds.js";
import { treeWorkers } from "./tree-workers.js";

/** What a thread is asked for, about the data that it was started with. */
export type LearnRequest =
  | { readonly kind: "fold"; readonly task: Omit<FoldTask, "data"> }
  | {
      readonly kind: "fit";
      readonly config: AnyConfig;
      readonly seed: string | number;
      readonly validation?: FoldData;
    };

/** What it tells. */
export type LearnReply =
  | { readonly kind: "fold"; readonly result: FoldResult }
  | {
      readonly kind: "fit";
      readonly model: AnyModel;
      readonly binCpuSeconds: number;
      readonly fitCpuSeconds: number;
    }
  | { readonly kind: "round"; readonly round: number; readonly of: number }
  | {
      readonly kind: "failed";
      readonly code: FailureCode;
      readonly message: string;
      readonly hint: string | undefined;
      readonly details: Readonly<Record<string, unknown>>;
    };

/** A round is told at most this often: thousands of them would only queue up. */
const TELL_MS = 50;

const data = workerData as FoldData;

parentPort?.on("message", (request: LearnRequest) => {
  try {
    tell(
      request.kind === "fold" ? { kind: "fold", result: runFold({ ...request.task, data }, learner) } : fitAll(request),
    );
  } catch (cause) {
    const { code, message, hint, details } = asGyreError(cause);
    tell({ kind: "failed", code, message, hint, details: JSON.parse(JSON.stringify(details)) });
  }
});

function fitAll({ config, seed, validation }: LearnRequest & { kind: "fit" }): LearnReply {
  let binCpuSeconds = 0;
  let told = performance.now();
  const { frame, target, weights } = data;
  const before = cpuSeconds();
  const options: GbdtFitOptions = {
    ...(weights ? { weights } : {}),
    ...(validation ? { validation } : {}),
    random: createRandom(seed),
    workers: treeWorkers,
    onPhase: (done) => {
      if (done === "bins") binCpuSeconds = cpuSeconds() - before;
    },
    onRound: (round, of) => {
      const now = performance.now();
      if (round < of && now - told < TELL_MS) return;
      told = now;
      tell({ kind: "round", round, of });
    },
  };
  const model = learner.fit(config, frame, target, options);
  return { kind: "fit", model, binCpuSeconds, fitCpuSeconds: cpuSeconds() - before - binCpuSeconds };
}

function tell(reply: LearnReply): void {
  parentPort?.postMessage(reply);
}
