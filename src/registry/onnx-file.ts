import { GyreError } from "../core/index.js";
import { type ArtifactTree, artifactPath, type TrackingStore, treePath } from "../tracking/index.js";
import { type MlModel, parseMlModel } from "./mlmodel/mlmodel.js";
import type { NamedModel } from "./named-model.js";
import { notOnnx } from "./not-onnx.js";
import { readArtifact, readArtifactIfThere } from "./read-artifact.js";

/** A directory of a logged model, with what its `MLmodel` file says. */
export interface ModelFolder {
  /** In the tree of artifacts. */
  readonly path: string;
  readonly mlModel: MlModel;
}

/** The ONNX file of a model. */
export interface OnnxFile {
  /** In the tree of artifacts. */
  readonly path: string;
  /** Whether it lies in the model's own files, or is the only one that the same run logged. */
  readonly from: "model" | "run";
  /** What describes the model: its own folder first, then that of the file where it is another. */
  readonly folders: readonly ModelFolder[];
}

/** What is read to find the file. */
export interface OnnxFileContext {
  readonly tracking: Pick<TrackingStore, "run" | "model">;
  readonly artifacts: Pick<ArtifactTree, "open" | "list">;
}

const MOST_MLMODEL_BYTES = 1 << 20;
const MOST_ENTRIES = 10_000;

/**
 * The ONNX file of a model: the one that `file` names, from the model's folder or the run's; else what the flavor `onnx` says; else the only
 * `.onnx` file among the model's files, or among all that the same run logged. Throws `registry.not_onnx` where there is none,
 * `registry.bad_value` where there are several, `tracking.artifact_unknown` where there is no file at all, and `tracking.bad_value` for files that another store has.
 */
export async function findOnnxFile(context: OnnxFileContext, model: NamedModel, file?: string): Promise<OnnxFile> {
  const root = ownPath(model);
  const own = await modelFolder(context, root);
  const folders = own ? [own] : [];
  if (file !== undefined) return { path: await chosenFile(context, model, file), from: "model", folders };
  const data = own?.mlModel.flavors.onnx?.data;
  if (typeof data === "string") return { path: `${root}/${artifactPath(data)}`, from: "model", folders };
  if (root.endsWith(".onnx") && (await context.artifacts.open(root))) return { path: root, from: "model", folders };
  const inside = await onnxFilesUnder(context, root);
  if (inside.length > 1)
    throw severalFiles(
      model,
      inside.map((path) => path.slice(root.length + 1)),
    );
  if (inside.length === 1) return { path: inside[0], from: "model", folders };
  const logged = await loggedBeside(context, model);
  if (logged.length === 0) {
    if (await isEmpty(context, root)) throw noFiles(model);
    throw notOnnx(model, own?.mlModel ?? null);
  }
  if (logged.length > 1)
    throw severalFiles(
      model,
      logged.map(({ name }) => name),
    );
  return { path: logged[0].path, from: "run", folders: [...folders, ...logged[0].folders] };
}

function ownPath({ uri, location }: NamedModel): string {
  const root = treePath(location);
  if (root !== null) return root;
  throw new GyreError("tracking.bad_value", `the files of ${uri} are at ${location}, outside this store`, {
    hint: "log the model to this server, so that it keeps the files",
  });
}

async function isEmpty({ artifacts }: OnnxFileContext, root: string): Promise<boolean> {
  return (await artifacts.list(root)).length === 0 && (await artifacts.open(root)) === null;
}

function noFiles({ uri, location }: NamedModel): GyreError {
  return new GyreError("tracking.artifact_unknown", `${uri} has no files: nothing was logged at ${location}`, {
    hint: "log the model with the mlflow client, and register what was logged",
  });
}

async function modelFolder({ artifacts }: OnnxFileContext, path: string): Promise<ModelFolder | null> {
  const bytes = await readArtifactIfThere(artifacts, `${path}/MLmodel`, MOST_MLMODEL_BYTES);
  const mlModel = bytes && parseMlModel(new TextDecoder().decode(bytes));
  return mlModel ? { path, mlModel } : null;
}

async function runPath({ tracking }: OnnxFileContext, { runId }: NamedModel): Promise<string | null> {
  const run = runId === null ? null : await tracking.run(runId);
  return run ? treePath(run.info.artifactUri) : null;
}

async function chosenFile(context: OnnxFileContext, model: NamedModel, file: string): Promise<string> {
  const roots = [ownPath(model), await runPath(context, model)].filter((root) => root !== null);
  for (const root of roots) {
    const path = `${root}/${artifactPath(file)}`;
    if (await context.artifacts.open(path)) return path;
  }
  throw new GyreError("tracking.artifact_unknown", `there is no file ${file} in ${model.uri}, nor in its run`, {
    hint: `gyre artifacts list ${model.uri}`,
  });
}

interface LoggedFile {
  readonly name: string;
  readonly path: string;
  readonly folders: readonly ModelFolder[];
}

/** What else the same run logged as ONNX: models, and files among its artifacts. */
async function loggedBeside(context: OnnxFileContext, model: NamedModel): Promise<LoggedFile[]> {
  const run = model.runId === null ? null : await context.tracking.run(model.runId);
  const found: LoggedFile[] = [];
  for (const { modelId } of run?.modelOutputs ?? []) {
    const logged = modelId === model.modelId ? null : await context.tracking.model(modelId);
    const path = logged && treePath(logged.artifactUri);
    const folder = path ? await modelFolder(context, path) : null;
    const data = folder?.mlModel.flavors.onnx?.data;
    if (folder && typeof data === "string")
      found.push({ name: `models:/${modelId}`, path: `${path}/${artifactPath(data)}`, folders: [folder] });
  }
  const root = run && treePath(run.info.artifactUri);
  for (const path of root ? await onnxFilesUnder(context, root) : [])
    found.push({ name: path.slice(root!.length + 1), path, folders: [] });
  return found;
}

async function onnxFilesUnder({ artifacts }: OnnxFileContext, root: string): Promise<string[]> {
  const found: string[] = [];
  const open = [root];
  for (let seen = 0; open.length > 0 && seen < MOST_ENTRIES; ) {
    const folder = open.shift()!;
    for (const { name, isDirectory } of await artifacts.list(folder)) {
      seen++;
      if (isDirectory) open.push(`${folder}/${name}`);
      else if (name.endsWith(".onnx")) found.push(`${folder}/${name}`);
    }
  }
  return found;
}

function severalFiles({ uri }: NamedModel, names: readonly string[]): GyreError {
  const [first] = names;
  const way = first.startsWith("models:/") ? `gyre deploy ${first}` : `gyre deploy ${uri} --file ${first}`;
  const shown = `${names.slice(0, 10).join(", ")}${names.length > 10 ? ", …" : ""}`;
  return new GyreError("registry.bad_value", `${uri} has ${names.length} ONNX files: ${shown}`, {
    hint: `say which, such as ${way}`,
    details: { files: names },
  });
}

/** The bytes of an ONNX file and of the files beside it, which it names. */
export async function readBeside(
  { artifacts }: Pick<OnnxFileContext, "artifacts">,
  onnxPath: string,
  names: readonly string[],
  mostBytes: number,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = onnxPath.slice(0, onnxPath.lastIndexOf("/"));
  const files = new Map<string, Uint8Array>();
  for (const name of names)
    files.set(name, await readArtifact(artifacts, `${folder}/${artifactPath(name.replace(/^\.\//, ""))}`, mostBytes));
  return files;
}
