import type { Clock, Id } from "../../core/index.js";
import type { Tensor } from "../../registry/index.js";
import { tensorsText } from "../tensors/tensor-text.js";
import type { InferenceLog } from "./ports.js";
import type { ModelDeployment } from "./types.js";

/** What recording needs. */
export interface RecordInferenceContext {
  readonly inferences: InferenceLog;
  readonly clock: Clock;
  readonly ids: <P extends string>(prefix: P) => Id<P>;
}

/** What was asked and answered, and how long the run took. */
export interface AnsweredInference {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly durationMs: number;
}

/** Elements of all tensors of one side that are kept; of larger requests only that they were made. */
const MOST_KEPT = 16_384;
const MOST_KEPT_LENGTH = 262_144;

/** Writes down an answered request, durable when it resolves, and gives its id. */
export async function recordInference(
  { inferences, clock, ids }: RecordInferenceContext,
  { name, revision }: ModelDeployment,
  { inputs, outputs, durationMs }: AnsweredInference,
): Promise<string> {
  const id = ids("inf");
  await inferences.append({
    id,
    deployment: name,
    revision,
    at: clock.now(),
    rows: inputs[0]?.shape[0] ?? 1,
    durationMs,
    inputs: keptText(inputs),
    outputs: keptText(outputs),
  });
  return id;
}

function keptText(tensors: readonly Tensor[]): string | null {
  const elements = tensors.reduce((sum, { data }) => sum + data.length, 0);
  if (elements > MOST_KEPT) return null;
  const text = tensorsText(tensors);
  return text.length > MOST_KEPT_LENGTH ? null : text;
}
