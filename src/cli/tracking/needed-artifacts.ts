import { allOf } from "../../tracking/index.js";
import type { LocateContext } from "./locate.js";

/** Where the files of registered versions are, and which version needs them. */
export async function* neededArtifacts({
  registered,
  tracking,
}: LocateContext): AsyncGenerator<readonly [uri: string, by: string]> {
  const versions = allOf((query) => registered.searchVersions(query));
  for await (const { name, version, storageLocation } of versions) {
    const [, runId, path] = /^runs:\/+([^/]+)(.*)$/.exec(storageLocation) ?? [];
    const run = runId === undefined ? null : await tracking.run(runId);
    yield [run ? `${run.info.artifactUri}${path}` : storageLocation, `models:/${name}/${version}`];
  }
}
