import { GyreError } from "../core/index.js";
import { type ArtifactTree, wholeContent } from "../tracking/index.js";

/** What files are read from. */
export type ArtifactReader = Pick<ArtifactTree, "open">;

/** All bytes of a file of at most `mostBytes`. Throws `tracking.artifact_unknown`, `tracking.bad_value` for a larger one. */
export async function readArtifact(artifacts: ArtifactReader, path: string, mostBytes: number): Promise<Uint8Array> {
  const bytes = await readArtifactIfThere(artifacts, path, mostBytes);
  if (bytes) return bytes;
  throw new GyreError("tracking.artifact_unknown", `there is no file ${path}`, {
    hint: "log the model again with all its files",
  });
}

/** The same, null for a file that is not there. */
export async function readArtifactIfThere(
  artifacts: ArtifactReader,
  path: string,
  mostBytes: number,
): Promise<Uint8Array | null> {
  const content = await artifacts.open(path);
  if (!content) return null;
  const { sizeBytes } = content;
  if (sizeBytes > mostBytes) {
    throw new GyreError("tracking.bad_value", `${path} has ${sizeBytes} bytes; at most ${mostBytes} are read`);
  }
  return wholeContent(content);
}
