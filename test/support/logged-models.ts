import { encodeModel, graphBuilder } from "../../src/onnx/index.js";
import type { RegisteredModelStore } from "../../src/registry/index.js";
import type { ArtifactTree, TrackingStore } from "../../src/tracking/index.js";
import { runId, sampleRun } from "../../src/tracking/tracking-store.fixture.js";

/** An ONNX file that gives `Y`, `times` as much as the two columns of doubles in `X`. */
export function scalingOnnx(times: number): Uint8Array {
  const graph = graphBuilder("scaling", ["X", "Y"]);
  graph.input("X", "double", ["n", 2]);
  graph.node("Mul", ["X", graph.doubles([times], [1])], { output: "Y" });
  graph.output("Y", "double", ["n", 2]);
  return encodeModel({
    irVersion: 10,
    producerName: "test",
    producerVersion: "",
    domain: "",
    modelVersion: 0,
    metadata: {},
    opsets: [{ domain: "", version: 21 }],
    graph: graph.build(),
  });
}

/** The lines of an `MLmodel` file of a flavor, with a signature of columns and an example where they are wished. */
export function mlModelText(
  flavor: string,
  { columns, example }: { readonly columns?: readonly string[]; readonly example?: boolean } = {},
): string {
  const inputs = columns?.map((name) => ({ type: "double", name, required: true }));
  return [
    "flavors:",
    `  ${flavor}:`,
    `    data: ${flavor === "onnx" ? "model.onnx" : "model.skops"}`,
    "  python_function:",
    `    loader_module: mlflow.${flavor}`,
    ...(example ? ["saved_input_example_info:", "  serving_input_path: serving_input_example.json"] : []),
    ...(inputs ? ["signature:", `  inputs: '${JSON.stringify(inputs)}'`, "  params: null"] : []),
    "",
  ].join("\n");
}

/** Where clients' things are kept. */
export interface LoggedStores {
  readonly tracking: TrackingStore;
  readonly registered: RegisteredModelStore;
  readonly artifacts: ArtifactTree;
}

/** A file, as bytes or text. */
export async function writeFileTo(artifacts: ArtifactTree, path: string, content: Uint8Array | string): Promise<void> {
  async function* bytes(): AsyncIterable<Uint8Array> {
    yield typeof content === "string" ? new TextEncoder().encode(content) : content;
  }
  await artifacts.write(path, bytes());
}

/** Logs a model with these files from run `n`, which is made when it is missing, and gives the model's id. */
export async function logModel(
  { tracking, artifacts }: LoggedStores,
  n: number,
  name: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<string> {
  const id = `m-${name.padEnd(32, "0").slice(0, 32)}`;
  if (!(await tracking.run(runId(n)))) {
    const artifactUri = `mlflow-artifacts:/0/${runId(n)}/artifacts`;
    await tracking.createRun(sampleRun(n, { experimentId: "0", artifactUri }), []);
  }
  await tracking.createModel({
    id,
    experimentId: "0",
    name,
    artifactUri: `mlflow-artifacts:/0/models/${id}/artifacts`,
    createdAt: 1000,
    updatedAt: 1000,
    status: "LOGGED_MODEL_READY",
    stage: "active",
    modelType: "",
    sourceRunId: runId(n),
    params: [],
    tags: [],
  });
  await tracking.logOutputs(runId(n), [{ modelId: id, step: 0 }]);
  for (const [file, content] of Object.entries(files))
    await writeFileTo(artifacts, `0/models/${id}/artifacts/${file}`, content);
  return id;
}

/** Registers a logged model of run `n` as the next version of a name. */
export async function registerModel(
  { registered }: LoggedStores,
  n: number,
  name: string,
  modelId: string,
): Promise<number> {
  if (!(await registered.get(name))) await registered.create({ name, description: null, tags: [], at: 1 });
  const { version } = await registered.createVersion({
    name,
    createdAt: 1,
    userId: null,
    description: "",
    source: `models:/${modelId}`,
    storageLocation: `mlflow-artifacts:/0/models/${modelId}/artifacts`,
    runId: runId(n),
    runLink: "",
    modelId,
    tags: [],
  });
  return version;
}
