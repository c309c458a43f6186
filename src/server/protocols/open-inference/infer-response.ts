import type { Tensor } from "../../../registry/index.js";
import { tensorsText } from "../../../serving/index.js";

/** What an answer to an infer request has besides its tensors. */
export interface InferResponseHead {
  readonly model: string;
  /** Null for a model that has no versions. */
  readonly version: string | null;
  /** There when the request had one. */
  readonly id: string | undefined;
  /** Under which the request was logged, where it was. */
  readonly inferenceId: string | null;
}

/** The answer to an infer request as JSON text. */
export function inferResponseText(head: InferResponseHead, outputs: readonly Tensor[]): string {
  const { model, version, id, inferenceId } = head;
  const fields = [
    `"model_name":${JSON.stringify(model)}`,
    ...(version === null ? [] : [`"model_version":"${version}"`]),
    ...(id === undefined ? [] : [`"id":${JSON.stringify(id)}`]),
    ...(inferenceId === null ? [] : [`"parameters":{"inference_id":"${inferenceId}"}`]),
    `"outputs":${tensorsText(outputs)}`,
  ];
  return `{${fields.join(",")}}`;
}
