import { artifactPath, badValue } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { loggedModelOf } from "./logged-models.js";
import { given, type OperationOf } from "./message.js";
import { runOf } from "./runs.js";

export const listArtifacts: OperationOf<"listArtifacts"> = async ({ tracking, artifacts }, { run_id, path }) => {
  const inside = checked(path);
  const { info } = await runOf(tracking, run_id);
  return listing(artifacts, info.artifactUri, inside);
};

export const listLoggedModelArtifacts: OperationOf<"listLoggedModelArtifacts"> = async (context, message) => {
  const inside = checked(message.artifact_directory_path);
  const { artifactUri } = await loggedModelOf(context.tracking, message.model_id);
  return listing(context.artifacts, artifactUri, inside);
};

function checked(path: string | undefined): string | null {
  const text = given(path);
  return text === undefined ? null : artifactPath(text);
}

async function listing(
  artifacts: MlflowContext["artifacts"],
  rootUri: string,
  inside: string | null,
): Promise<Readonly<Record<string, unknown>>> {
  const root = placeOf(rootUri);
  const entries = await artifacts.list(inside === null ? root : `${root}/${inside}`);
  const files = entries.map(({ name, isDirectory, sizeBytes }) => ({
    path: inside === null ? name : `${inside}/${name}`,
    is_dir: isDirectory,
    file_size: isDirectory ? undefined : sizeBytes,
  }));
  return { root_uri: rootUri, files };
}

/** Where the files of a URI are in the tree that this server keeps. Throws `tracking.bad_value` for what is kept elsewhere. */
function placeOf(uri: string): string {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+)$/.exec(uri);
  if (match !== null) return artifactPath(match[1].replace(/\/+$/, ""));
  throw badValue(`The artifacts at ${uri.slice(0, 200)} are not kept by this server; read them with their own client.`);
}
