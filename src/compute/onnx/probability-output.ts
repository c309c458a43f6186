import { decodeModel } from "../../onnx/index.js";
import type { TensorSpec } from "../../registry/index.js";

/** Which output tells the probability of the outcome, and how it is read. */
export interface ProbabilityOutput {
  readonly output: string;
  read(data: Float64Array | Float32Array, rows: number): Float64Array;
}

/**
 * For a model that Gyre wrote: from the log-odds in `score`. The runtime's Exp works on several rows at once and rounds the rows that are
 * left over in another way, so `probabilities` may differ by the last bit between batch sizes; `score` does not.
 * For any other model: the second column of `probabilities`. Null when there is neither.
 */
export function probabilityOutput(bytes: Uint8Array, outputs: readonly TensorSpec[]): ProbabilityOutput | null {
  const has = (name: string, datatypes: readonly string[], width: number): boolean =>
    outputs.some((one) => one.name === name && datatypes.includes(one.datatype) && one.shape.at(-1) === width);
  if (has("score", ["FP64"], 1) && isOurs(bytes)) return { output: "score", read: fromLogOdds };
  return has("probabilities", ["FP64", "FP32"], 2) ? { output: "probabilities", read: ofOutcome } : null;
}

/** The exporter notes the kind of model in the file. What cannot be decoded here may still run: it is somebody else's. */
function isOurs(bytes: Uint8Array): boolean {
  try {
    return "gyre.model_kind" in decodeModel(bytes).metadata;
  } catch {
    return false;
  }
}

function fromLogOdds(scores: Float64Array | Float32Array, rows: number): Float64Array {
  const probabilities = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const e = Math.exp(-Math.abs(scores[i]));
    probabilities[i] = scores[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
  }
  return probabilities;
}

function ofOutcome(both: Float64Array | Float32Array, rows: number): Float64Array {
  const probabilities = new Float64Array(rows);
  for (let i = 0; i < rows; i++) probabilities[i] = both[2 * i + 1];
  return probabilities;
}
