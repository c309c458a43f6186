import type { RegisteredVersion } from "../../registry/index.js";
import type { Cursor, Page } from "../../tracking/index.js";
import type { LocateContext } from "./locate.js";

const PAGE = 1000;

/** Where the files of registered versions are, and which version needs them. */
export async function* neededArtifacts({
  registered,
  tracking,
}: LocateContext): AsyncGenerator<readonly [uri: string, by: string]> {
  let after: Cursor | null = null;
  do {
    const page: Page<RegisteredVersion> = await registered.searchVersions({
      where: null,
      orderBy: [],
      limit: PAGE,
      after,
    });
    for (const { name, version, storageLocation } of page.items) {
      const by = `models:/${name}/${version}`;
      const [, runId, path] = /^runs:\/+([^/]+)(.*)$/.exec(storageLocation) ?? [];
      const run = runId === undefined ? null : await tracking.run(runId);
      yield [run ? `${run.info.artifactUri}${path}` : storageLocation, by];
    }
    after = page.next;
  } while (after !== null);
}
