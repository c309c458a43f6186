import { parentPort } from "node:worker_threads";
import { asGyreError } from "../../core/index.js";
import type { Scorer } from "../../registry/index.js";
import { onnxRuntime } from "./runtime.js";
import type { ScoringAnswer, ScoringTask } from "./threaded.js";

let scorer: Scorer | null = null;
let turn: Promise<void> = Promise.resolve();

parentPort!.on("message", (task: ScoringTask) => {
  turn = turn.then(async () => parentPort!.postMessage(await answered(task)));
});

async function answered(task: ScoringTask): Promise<ScoringAnswer> {
  try {
    return { ok: true, result: await done(task) };
  } catch (error) {
    const { code, message, hint, details } = asGyreError(error);
    return { ok: false, code, message, hint, details };
  }
}

async function done(task: ScoringTask): Promise<unknown> {
  switch (task.kind) {
    case "load": {
      scorer = await onnxRuntime().load(task.bytes);
      const { inputs, outputs } = scorer;
      return { inputs, outputs };
    }
    case "close":
      return scorer?.close();
    case "infer":
      return scorer!.infer(task.tensors, task.outputs);
    case "probabilities":
      return scorer!.probabilities(task.features);
  }
}
