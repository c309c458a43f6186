import type { ArtifactTree } from "../tracking/index.js";
import { type MlModel, parseMlModel } from "./mlmodel/mlmodel.js";
import { readArtifactIfThere } from "./read-artifact.js";

/** A directory of a logged model, with what its `MLmodel` file says. */
export interface ModelFolder {
  /** In the tree of artifacts. */
  readonly path: string;
  readonly mlModel: MlModel;
}

const MOST_MLMODEL_BYTES = 1 << 20;
const MOST_ENTRIES = 10_000;

/** The model in a directory; null where there is no `MLmodel` file that can be read. */
export async function modelFolder(artifacts: Pick<ArtifactTree, "open">, path: string): Promise<ModelFolder | null> {
  const bytes = await readArtifactIfThere(artifacts, `${path}/MLmodel`, MOST_MLMODEL_BYTES);
  const mlModel = bytes && parseMlModel(new TextDecoder().decode(bytes));
  return mlModel ? { path, mlModel } : null;
}

/** The files under a directory whose names are wished, of the first 10,000 entries. */
export async function filesUnder(
  artifacts: Pick<ArtifactTree, "list">,
  root: string,
  isWished: (name: string) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  const open = [root];
  for (let seen = 0; open.length > 0 && seen < MOST_ENTRIES; ) {
    const folder = open.shift()!;
    for (const { name, isDirectory } of await artifacts.list(folder)) {
      seen++;
      if (isDirectory) open.push(`${folder}/${name}`);
      else if (isWished(name)) found.push(`${folder}/${name}`);
    }
  }
  return found;
}

/** Whether a file is ONNX, by its name. */
export function isOnnxName(name: string): boolean {
  return name.endsWith(".onnx");
}
