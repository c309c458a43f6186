import { createHash } from "node:crypto";
import type { ArtifactContent, ArtifactFile, ArtifactTree } from "../tracking/index.js";

/** The files of a tree that must be walked; what it has no digest of is read and hashed, one file after another. */
export async function* hashedFiles(
  tree: Pick<ArtifactTree, "open" | "list">,
  root: string,
  within = "",
): AsyncGenerator<ArtifactFile> {
  const path = [root, within].filter((part) => part !== "").join("/");
  const content = path === "" ? null : await tree.open(path);
  if (content) {
    yield { path: within, sizeBytes: content.sizeBytes, digest: content.digest ?? (await digestOf(content)) };
    return;
  }
  for (const { name } of await tree.list(path))
    yield* hashedFiles(tree, root, within === "" ? name : `${within}/${name}`);
}

async function digestOf(content: ArtifactContent): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of content.read()) hash.update(chunk);
  return hash.digest("hex");
}
