import { parentPort, workerData } from "node:worker_threads";
import { asGyreError, createRandom, type FailureCode } from "../../core/index.js";
import {
  type AnyConfig,
  type AnyModel,
  type FoldData,
  type FoldResult,
  type FoldTask,
  learner,
  runFold,
} from "../../learn/index.js";

/** What a thread learns from, given when it starts. */
export type LearnData = FoldData;

/** What a thread is asked for. */
export type LearnRequest =
  | { readonly kind: "fold"; readonly task: Omit<FoldTask, "data"> }
  | { readonly kind: "fit"; readonly config: AnyConfig; readonly seed: string; readonly validation?: FoldData };

/** What it tells. */
export type LearnReply =
  | { readonly kind: "fold"; readonly result: FoldResult }
  | { readonly kind: "fit"; readonly model: AnyModel }
  | { readonly kind: "round"; readonly round: number; readonly of: number }
  | {
      readonly kind: "failed";
      readonly code: FailureCode;
      readonly message: string;
      readonly hint: string | undefined;
      readonly details: Readonly<Record<string, unknown>>;
    };

const data = workerData as LearnData;

parentPort?.on("message", (request: LearnRequest) => {
  try {
    parentPort?.postMessage(answer(request));
  } catch (cause) {
    const { code, message, hint, details } = asGyreError(cause);
    tell({ kind: "failed", code, message, hint, details: JSON.parse(JSON.stringify(details)) });
  }
});

function answer(request: LearnRequest): LearnReply {
  if (request.kind === "fold") return { kind: "fold", result: runFold({ ...request.task, data }, learner) };
  const { frame, target, weights } = data;
  const model = learner.fit(request.config, frame, target, {
    ...(weights ? { weights } : {}),
    ...(request.validation ? { validation: request.validation } : {}),
    random: createRandom(request.seed),
    onRound: (round, of) => tell({ kind: "round", round, of }),
  });
  return { kind: "fit", model };
}

function tell(reply: LearnReply): void {
  parentPort?.postMessage(reply);
}
