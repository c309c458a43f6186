import { InferenceSession } from "onnxruntime-node";
import { GyreError } from "../../core/index.js";
import type { Table } from "../../learn/index.js";
import type { ModelRuntime, Scorer, Tensor, TensorSpec } from "../../registry/index.js";
import { datatypeOf, fromOrt, toOrt } from "./datatypes.js";
import { probabilityOutput } from "./probability-output.js";
import { tableFeeds } from "./table-feeds.js";

/** One thread and one order of operations, so that equal inputs give equal bits; the runtime's own log stays silent (4 = fatal). */
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  logSeverityLevel: 4,
};

/** Scores ONNX files with ONNX Runtime, in this thread: a run blocks it for the time of the run. */
export function onnxRuntime(): ModelRuntime {
  return {
    async load(bytes) {
      if (bytes.byteLength === 0) throw unreadable("the ONNX file is empty");
      try {
        return scorerOf(await InferenceSession.create(bytes, OPTIONS), bytes);
      } catch (cause) {
        throw unreadable(`the ONNX file of ${bytes.byteLength} bytes cannot be loaded: ${reason(cause)}`, cause);
      }
    },
  };
}

function unreadable(message: string, cause?: unknown): GyreError {
  return new GyreError("serving.model_unreadable", message, {
    hint: "export or register the model again; a half-copied file or another format gives this too",
    ...(cause === undefined ? {} : { cause }),
  });
}

function scorerOf(session: InferenceSession, bytes: Uint8Array): Scorer {
  const inputs = session.inputMetadata.map(specOf);
  const outputs = session.outputMetadata.map(specOf);
  const feedsOf = tableFeeds(inputs);
  const probability = probabilityOutput(bytes, outputs);
  let open = true;
  const run = async (feeds: InferenceSession.FeedsType, fetches: readonly string[]) => {
    if (!open) throw new GyreError("serving.not_ready", "the model was unloaded");
    try {
      return await session.run(feeds, fetches);
    } catch (cause) {
      throw new GyreError("serving.bad_request", `the model cannot run on these inputs: ${reason(cause)}`, {
        hint: "check that all inputs have the same number of rows",
        cause,
      });
    }
  };
  return {
    inputs,
    outputs,
    async probabilities(features: Table) {
      if (!probability) throw withoutProbabilities(outputs);
      if (features.rows === 0) return new Float64Array(0);
      const result = await run(feedsOf(features), [probability.output]);
      return probability.read(result[probability.output].data as Float64Array | Float32Array, features.rows);
    },
    async infer(tensors: readonly Tensor[], names = outputs.map((output) => output.name)) {
      const result = await run(Object.fromEntries(tensors.map((tensor) => [tensor.name, toOrt(tensor)])), names);
      return names.map((name) => fromOrt(name, result[name]));
    },
    async close() {
      if (!open) return;
      open = false;
      await session.release();
    },
  };
}

function specOf(value: InferenceSession.ValueMetadata): TensorSpec {
  if (!value.isTensor) return { name: value.name, datatype: "SEQUENCE", shape: [] };
  const shape = value.shape.map((dimension) => (typeof dimension === "number" ? dimension : -1));
  return { name: value.name, datatype: datatypeOf(value.type), shape };
}

function withoutProbabilities(outputs: readonly TensorSpec[]): GyreError {
  const found = outputs.map((one) => `${one.name} ${one.datatype}[${one.shape}]`).join(", ");
  return new GyreError(
    "onnx.unsupported",
    `expected an output probabilities of FP64 or FP32 and shape [n,2], got ${found}`,
    { hint: "export the model with the probabilities of both classes, or ask it through /v2/models" },
  );
}

function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/\s+/g, " ").slice(0, 300);
}
