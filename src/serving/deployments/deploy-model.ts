import { type Clock, GyreError, sha256 } from "../../core/index.js";
import { externalFiles, withExternalData, withoutZipMaps } from "../../onnx/index.js";
import {
  checkModelName,
  findOnnxFile,
  type ModelRuntime,
  type NamedModel,
  namedModel,
  type OnnxFile,
  type RegisteredModelStore,
  readArtifact,
  readBeside,
  type Scorer,
} from "../../registry/index.js";
import type { ArtifactTree, TrackingStore } from "../../tracking/index.js";
import { checkColumns, checkTensors, runExample, signatureColumns } from "./check-model.js";
import { deployedPath } from "./deployed-path.js";
import type { ModelDeploymentStore } from "./ports.js";
import type { ModelDeployment } from "./types.js";

/** What deploying reads, runs and writes. */
export interface DeployContext {
  readonly tracking: Pick<TrackingStore, "run" | "model">;
  readonly registered: Pick<RegisteredModelStore, "get" | "version" | "byAlias" | "latest">;
  readonly artifacts: Pick<ArtifactTree, "open" | "list" | "write">;
  readonly deployments: ModelDeploymentStore;
  readonly runtime: ModelRuntime;
  readonly clock: Clock;
}

/** Which model is to be served, and how. */
export interface DeployWish {
  readonly uri: string;
  /** The name to serve it under; by default the model's. */
  readonly as?: string;
  /** Its ONNX file, where there are several. */
  readonly file?: string;
  /** Whether the example that was logged with it has to be answered; by default it has. */
  readonly example?: boolean;
  readonly by: string | null;
}

/** What deploying led to: `serving` when the same was served already, and nothing changed. */
export interface Deployed {
  readonly outcome: "deployed" | "serving";
  readonly deployment: ModelDeployment;
  readonly previous: ModelDeployment | null;
  /** Rows of the example that the file answered; null where there is none. */
  readonly exampleRows: number | null;
  readonly from: OnnxFile["from"];
}

/** A protobuf file ends there. */
const MOST_MODEL_BYTES = 2 ** 31 - 1;

/**
 * Serves a client's model under a name: finds its ONNX file, takes in what lies beside it, runs it, keeps the bytes, and records it. Throws what
 * `namedModel` and `findOnnxFile` throw, `serving.model_unreadable`, `onnx.unsupported`, and `registry.parity_failed` when the file is not what the
 * model says of itself.
 */
export async function deployModel(context: DeployContext, wish: DeployWish): Promise<Deployed> {
  const model = await namedModel(context, wish.uri);
  const name = wish.as ?? model.name;
  checkModelName(name);
  const file = await findOnnxFile(context, model, wish.file);
  const bytes = await servedBytes(context, file.path);
  const scorer = await context.runtime.load(bytes);
  try {
    const exampleRows = await checked(context, { file, scorer, example: wish.example !== false });
    const { inputs, outputs } = scorer;
    const facts = { name, digest: sha256(bytes), sizeBytes: bytes.length, inputs: [...inputs], outputs: [...outputs] };
    const columns = signatureColumns(file.folders);
    const { clock, deployments } = context;
    const wished: Omit<ModelDeployment, "revision"> = {
      ...facts,
      ...origin(model),
      source: file.path,
      columns: columns && [...columns],
      at: clock.now(),
      by: wish.by,
    };
    const previous = await deployments.get(name);
    if (previous && isSame(previous, wished))
      return { outcome: "serving", deployment: previous, previous, exampleRows, from: file.from };
    await keepBytes(context, facts.digest, bytes);
    const deployment = await deployments.deploy(wished);
    return { outcome: "deployed", deployment, previous, exampleRows, from: file.from };
  } finally {
    await scorer.close();
  }
}

function origin({ uri, name, version, alias, modelId, runId }: NamedModel) {
  return { uri, model: name, version, alias, modelId, runId };
}

/** One file, however many the model was written in, and with tensors for answers. */
async function servedBytes(context: DeployContext, path: string): Promise<Uint8Array> {
  const bytes = await readArtifact(context.artifacts, path, MOST_MODEL_BYTES);
  try {
    const beside = await readBeside(context, path, externalFiles(bytes), MOST_MODEL_BYTES);
    return withoutZipMaps(withExternalData(bytes, beside));
  } catch (cause) {
    if (!(cause instanceof GyreError) || cause.code !== "onnx.malformed") throw cause;
    throw new GyreError("serving.model_unreadable", `${path} cannot be read: ${cause.message}`, {
      hint: cause.hint ?? "log the model again",
      cause,
    });
  }
}

async function checked(
  { artifacts }: DeployContext,
  { file, scorer, example }: { readonly file: OnnxFile; readonly scorer: Scorer; readonly example: boolean },
): Promise<number | null> {
  checkTensors(scorer);
  checkColumns(scorer, signatureColumns(file.folders));
  return example ? runExample(artifacts, file.folders, scorer) : null;
}

function isSame(served: ModelDeployment, wished: Omit<ModelDeployment, "revision">): boolean {
  const keys = ["digest", "model", "version", "modelId", "alias"] as const;
  return keys.every((key) => served[key] === wished[key]);
}

async function keepBytes({ artifacts }: DeployContext, digest: string, bytes: Uint8Array): Promise<void> {
  async function* once(): AsyncIterable<Uint8Array> {
    yield bytes;
  }
  await artifacts.write(deployedPath(digest), once(), { expectedDigest: digest });
}
