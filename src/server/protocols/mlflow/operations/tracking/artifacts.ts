import { artifactPath } from "../../../../../tracking/index.js";
import { pathUnder } from "../../artifacts/artifact-uri.js";
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
  return text === undefined ? null : artifactPath(text.replace(/\/$/, ""));
}

async function listing(
  artifacts: MlflowContext["artifacts"],
  rootUri: string,
  inside: string | null,
): Promise<Readonly<Record<string, unknown>>> {
  const entries = await artifacts.list(pathUnder(rootUri, inside));
  const files = entries.map(({ name, isDirectory, sizeBytes }) => ({
    path: inside === null ? name : `${inside}/${name}`,
    is_dir: isDirectory,
    file_size: isDirectory ? undefined : sizeBytes,
  }));
  return { root_uri: rootUri, files };
}
