import { GyreError, shellWord } from "../core/index.js";
import { artifactPath, treePath } from "../tracking/index.js";
import { type LoggedBesideContext, loggedBeside } from "./logged-beside.js";
import { filesUnder, isOnnxName, type ModelFolder, modelFolder } from "./model-folder.js";
import type { NamedModel } from "./named-model.js";
import { deployCommand, notOnnx } from "./not-onnx.js";
import { readArtifact } from "./read-artifact.js";

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
export type OnnxFileContext = LoggedBesideContext;

/**
 * The ONNX file of a model: the one that `file` names, from the model's folder or the run's; else what the flavor `onnx` says; else the only
 * `.onnx` file among the model's files, or among all that the same run logged, unless it logged models of other names too. Throws
 * `registry.not_onnx` where there is none, `registry.bad_value` where there are several, `tracking.artifact_unknown` where there is no file at
 * all, and `tracking.bad_value` for files that another store has.
 */
export async function findOnnxFile(context: OnnxFileContext, model: NamedModel, file?: string): Promise<OnnxFile> {
  const root = ownPath(model);
  const own = await modelFolder(context.artifacts, root);
  const folders = own ? [own] : [];
  if (file !== undefined) return { path: await chosenFile(context, model, file), from: "model", folders };
  const data = own?.mlModel.flavors.onnx?.data;
  if (typeof data === "string") return { path: `${root}/${artifactPath(data)}`, from: "model", folders };
  if (root.endsWith(".onnx") && (await context.artifacts.open(root))) return { path: root, from: "model", folders };
  const inside = await filesUnder(context.artifacts, root, isOnnxName);
  if (inside.length > 1)
    throw severalFiles(
      model,
      inside.map((path) => path.slice(root.length + 1)),
    );
  if (inside.length === 1) return { path: inside[0], from: "model", folders };
  const { files, hasOthers } = await loggedBeside(context, model);
  if (files.length === 0 && (await isEmpty(context, root))) throw noFiles(model);
  const names = files.map(({ name }) => name);
  if (files.length === 0 || hasOthers) throw notOnnx(model, own?.mlModel ?? null, names);
  if (files.length > 1) throw severalFiles(model, names);
  return { path: files[0].path, from: "run", folders: [...folders, ...files[0].folders] };
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
    hint: `gyre artifacts list ${shellWord(model.uri)}`,
  });
}

function severalFiles(model: NamedModel, names: readonly string[]): GyreError {
  const shown = `${names.slice(0, 10).join(", ")}${names.length > 10 ? ", …" : ""}`;
  return new GyreError("registry.bad_value", `${model.uri} has ${names.length} ONNX files: ${shown}`, {
    hint: `say which, such as ${deployCommand(model, names[0])}`,
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
