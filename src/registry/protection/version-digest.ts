import { type ArtifactTree, treeDigest, treePath } from "../../tracking/index.js";
import type { RegisteredVersion } from "../types.js";

/** The digest of a version's files as they are now; null where there are none, or they lie outside the tree. */
export async function versionDigest(
  artifacts: ArtifactTree,
  { storageLocation }: Pick<RegisteredVersion, "storageLocation">,
): Promise<string | null> {
  const path = treePath(storageLocation);
  return path === null || path === "" ? null : treeDigest(artifacts, path);
}
