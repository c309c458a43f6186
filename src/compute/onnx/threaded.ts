import { Worker } from "node:worker_threads";
import { type FailureCode, GyreError } from "../../core/index.js";
import type { Table } from "../../learn/index.js";
import type { ModelRuntime, Scorer, Tensor, TensorSpec } from "../../registry/index.js";

/** What the thread is asked. */
export type ScoringTask =
  | { readonly kind: "load"; readonly bytes: Uint8Array }
  | { readonly kind: "infer"; readonly tensors: readonly Tensor[]; readonly outputs: readonly string[] }
  | { readonly kind: "probabilities"; readonly features: Table }
  | { readonly kind: "close" };

/** What it answers: the result, or a failure as plain data. */
export type ScoringAnswer =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly code: FailureCode;
      readonly message: string;
      readonly hint: string | undefined;
      readonly details: Readonly<Record<string, unknown>>;
    };

/** Requests that may wait for one model. */
const MOST_WAITING = 256;

/**
 * Scores ONNX files with ONNX Runtime, each in a thread of its own, so that a run that takes long keeps nobody else waiting. When 256
 * requests wait for one model, further ones are refused with `serving.not_ready`.
 */
export function threadedOnnxRuntime(): ModelRuntime {
  return {
    async load(bytes) {
      const thread = openThread();
      try {
        const specs = (await thread.ask({ kind: "load", bytes })) as Pick<Scorer, "inputs" | "outputs">;
        return scorerOf(thread, specs);
      } catch (error) {
        await thread.close();
        throw error;
      }
    },
  };
}

interface Thread {
  ask(task: ScoringTask): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

function openThread(): Thread {
  const worker = new Worker(new URL("./scoring-worker.js", import.meta.url));
  const waiting: Waiting[] = [];
  let ended: GyreError | null = null;
  const end = (message: string, cause?: unknown): void => {
    ended ??= new GyreError("serving.not_ready", message, cause === undefined ? {} : { cause });
    for (const one of waiting.splice(0)) one.reject(ended);
  };
  // Tasks are answered in the order in which they were asked.
  worker.on("message", (answer: ScoringAnswer) => {
    const one = waiting.shift();
    if (answer.ok) one?.resolve(answer.result);
    else one?.reject(failureOf(answer));
  });
  worker.on("error", (error) => end(`the model's thread ended: ${error.message}`, error));
  worker.on("exit", () => end("the model was unloaded"));
  const ask = (task: ScoringTask): Promise<unknown> => {
    if (ended) return Promise.reject(ended);
    if (waiting.length >= MOST_WAITING) {
      const busy = `${MOST_WAITING} requests wait for this model`;
      return Promise.reject(new GyreError("serving.not_ready", busy, { hint: "ask again a little later" }));
    }
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(task);
    });
  };
  return {
    ask,
    async close() {
      // The session gives its memory back only when it is released.
      if (!ended) await ask({ kind: "close" }).catch(() => undefined);
      end("the model was unloaded");
      await worker.terminate();
    },
  };
}

function failureOf({ code, message, hint, details }: Extract<ScoringAnswer, { ok: false }>): GyreError {
  return new GyreError(code, message, { ...(hint === undefined ? {} : { hint }), details });
}

function scorerOf(thread: Thread, { inputs, outputs }: Pick<Scorer, "inputs" | "outputs">): Scorer {
  const all = outputs.map((output: TensorSpec) => output.name);
  return {
    inputs,
    outputs,
    probabilities: async (features) => (await thread.ask({ kind: "probabilities", features })) as Float64Array,
    infer: async (tensors, names = all) =>
      (await thread.ask({ kind: "infer", tensors, outputs: names })) as readonly Tensor[],
    close: () => thread.close(),
  };
}
