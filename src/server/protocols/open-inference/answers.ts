import type { Tensor } from "../../../registry/index.js";
import { csvTensors, scoringTensors } from "../../../serving/index.js";
import { inferResponseText } from "./infer-response.js";
import { parseInferRequest } from "./parse-infer.js";
import { predictionsText } from "./predictions-text.js";
import { type AnsweringModel, type ModelRef, type ModelSource, servedModels, withModel } from "./served-models.js";

/** Told of each answered request: model, version, and how long the run took. */
export type Counted = (model: string, version: string | null, durationMs: number) => void;

/** The names of the models that answer. */
export function modelNames(sources: readonly ModelSource[]): readonly string[] {
  return servedModels(sources).map((model) => model.name);
}

/** Throws `serving.model_unknown` when the model does not answer. */
export async function requireModel(sources: readonly ModelSource[], ref: ModelRef): Promise<void> {
  await withModel(sources, ref, async () => undefined);
}

/** A model's inputs and outputs in the protocol's words. */
export function metadata(sources: readonly ModelSource[], ref: ModelRef): Promise<unknown> {
  return withModel(sources, ref, async ({ scorer }) => ({
    name: ref.model,
    versions: servedModels(sources).find((model) => model.name === ref.model)?.versions ?? [],
    platform: "onnx_onnxv1",
    inputs: scorer.inputs,
    outputs: scorer.outputs,
  }));
}

/** Answers an infer request, as JSON text. Throws `serving.bad_request`, `serving.model_unknown`. */
export function infer(
  { sources, counted }: { readonly sources: readonly ModelSource[]; readonly counted: Counted },
  ref: ModelRef,
  body: unknown,
): Promise<string> {
  return withModel(sources, ref, async (served) => {
    const { inputs: takes, outputs: gives } = served.scorer;
    const { id, inputs, outputs } = parseInferRequest({ model: ref.model, inputs: takes, outputs: gives }, body);
    const { answer, inferenceId } = await answered(served, inputs, outputs, (ms) =>
      counted(ref.model, served.version, ms),
    );
    return inferResponseText({ model: ref.model, version: served.version, id, inferenceId }, answer);
  });
}

/** A request of MLflow's scoring protocol: a JSON body as it was read, or a table as text. */
export type ScoringBody =
  | { readonly kind: "json"; readonly body: unknown }
  | { readonly kind: "csv"; readonly text: string };

/** Answers a request of MLflow's scoring protocol, as JSON text. Throws `serving.bad_request`, `serving.model_unknown`. */
export function score(
  { sources, counted }: { readonly sources: readonly ModelSource[]; readonly counted: Counted },
  ref: ModelRef,
  asked: ScoringBody,
): Promise<string> {
  return withModel(sources, ref, async (served) => {
    const { inputs, outputs } = served.scorer;
    const signature = { inputs, columns: served.columns };
    const tensors = asked.kind === "csv" ? csvTensors(signature, asked.text) : scoringTensors(signature, asked.body);
    const names = outputs.map(({ name }) => name);
    const { answer } = await answered(served, tensors, names, (ms) => counted(ref.model, served.version, ms));
    return predictionsText(answer, asked.kind === "csv" || isFrame(asked.body, served.columns));
  });
}

/** Whether rows were asked for: a frame, or columns by name of a model whose signature names its columns, of which MLflow makes a frame. */
function isFrame(body: unknown, columns: readonly string[] | null): boolean {
  const given = body as { readonly inputs?: unknown; readonly instances?: unknown };
  const items = given.instances ?? given.inputs;
  const first = Array.isArray(items) ? items[0] : items;
  const isNamed = typeof first === "object" && first !== null && !Array.isArray(first);
  return (columns !== null && isNamed) || Object.keys(given).some((key) => key.startsWith("dataframe_"));
}

async function answered(
  { scorer, record }: AnsweringModel,
  inputs: readonly Tensor[],
  outputs: readonly string[],
  count: (durationMs: number) => void,
): Promise<{ readonly answer: readonly Tensor[]; readonly inferenceId: string | null }> {
  const began = performance.now();
  const answer = await scorer.infer(inputs, outputs);
  const durationMs = performance.now() - began;
  const inferenceId = await record({ inputs, outputs: answer, durationMs });
  count(durationMs);
  return { answer, inferenceId };
}
