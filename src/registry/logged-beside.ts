import { type ArtifactTree, artifactPath, type Run, type TrackingStore, treePath } from "../tracking/index.js";
import { filesUnder, isOnnxName, type ModelFolder, modelFolder } from "./model-folder.js";
import type { NamedModel } from "./named-model.js";

/** An ONNX file that the run of a model logged beside it. */
export interface LoggedFile {
  /** URI of the logged model, or the file's path among the run's. */
  readonly name: string;
  /** In the tree of artifacts. */
  readonly path: string;
  readonly folders: readonly ModelFolder[];
}

/** What the run of a model logged besides. */
export interface LoggedBeside {
  readonly files: readonly LoggedFile[];
  /** Whether it logged a model of another name that is not ONNX, so that nobody knows which of them a file was made of. */
  readonly hasOthers: boolean;
}

/** Where it is looked up. */
export interface LoggedBesideContext {
  readonly tracking: Pick<TrackingStore, "run" | "model">;
  readonly artifacts: Pick<ArtifactTree, "open" | "list">;
}

/** What else the run of a model logged: models, and files among its artifacts. */
export async function loggedBeside(context: LoggedBesideContext, model: NamedModel): Promise<LoggedBeside> {
  const run = model.runId === null ? null : await context.tracking.run(model.runId);
  if (!run) return { files: [], hasOthers: false };
  const [models, files] = [await modelsBeside(context, model, run), await filesBeside(context, model, run)];
  return { files: [...models.files, ...files.files], hasOthers: models.hasOthers || files.hasOthers };
}

/** The logged models of the run. */
async function modelsBeside(
  { tracking, artifacts }: LoggedBesideContext,
  { modelId, location }: NamedModel,
  { modelOutputs }: Run,
): Promise<LoggedBeside> {
  const files: LoggedFile[] = [];
  const own = modelId === null ? null : await tracking.model(modelId);
  const ownPath = treePath(location);
  const ownFolder = ownPath === null ? null : await modelFolder(artifacts, ownPath);
  let hasOthers = false;
  for (const output of modelOutputs) {
    const logged = output.modelId === modelId ? null : await tracking.model(output.modelId);
    const path = logged && treePath(logged.artifactUri);
    const folder = path ? await modelFolder(artifacts, path) : null;
    const data = folder?.mlModel.flavors.onnx?.data;
    if (folder && typeof data === "string")
      files.push({ name: `models:/${output.modelId}`, path: `${path}/${artifactPath(data)}`, folders: [folder] });
    else if (folder && logged && !areTwins([logged.name, own?.name], [folder, ownFolder])) hasOthers = true;
  }
  return { files, hasOthers };
}

/** The name that MLflow's autologging gives every model. */
const AUTOLOGGED = "model";

/** Whether two logged models of a run are one, logged twice: under the same name, or by autologging and then by hand with the same flavors. */
function areTwins(names: readonly (string | undefined)[], folders: readonly (ModelFolder | null)[]): boolean {
  const [first, second] = folders.map((folder) =>
    Object.keys(folder?.mlModel.flavors ?? {})
      .sort()
      .join(),
  );
  return names[0] === names[1] || (names.includes(AUTOLOGGED) && first === second);
}

/** The run's own artifacts, where clients before MLflow 3 logged models too. */
async function filesBeside(
  { artifacts }: LoggedBesideContext,
  { location }: NamedModel,
  { info }: Run,
): Promise<LoggedBeside> {
  const root = treePath(info.artifactUri);
  if (root === null) return { files: [], hasOthers: false };
  const found = await filesUnder(artifacts, root, (name) => isOnnxName(name) || name === "MLmodel");
  const onnx = found.filter(isOnnxName);
  const folders = found.filter((path) => !isOnnxName(path)).map((path) => path.slice(0, -"/MLmodel".length));
  const hasOthers = folders.some(
    (folder) => folder !== treePath(location) && !onnx.some((path) => path.startsWith(`${folder}/`)),
  );
  return { files: onnx.map((path) => ({ name: path.slice(root.length + 1), path, folders: [] })), hasOthers };
}
