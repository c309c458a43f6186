import { compareText, encodeJson, sha256 } from "../core/index.js";
import type { ArtifactTree } from "./ports.js";

/**
 * One digest of all files under a path: the SHA-256 of a line `["path",bytes,"sha256"]` for each, by path in code points. A file's own path is
 * "". Null where no file is. Names of directories alone do not count.
 */
export async function treeDigest(tree: ArtifactTree, path: string): Promise<string | null> {
  const lines: { readonly path: string; readonly line: string }[] = [];
  for await (const { path: of, sizeBytes, digest } of tree.files(path))
    lines.push({ path: of, line: `${encodeJson([of, sizeBytes, digest])}\n` });
  if (lines.length === 0) return null;
  lines.sort((a, b) => compareText(a.path, b.path));
  return sha256(lines.map(({ line }) => line).join(""));
}
