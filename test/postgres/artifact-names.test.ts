import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { virtualClock } from "../../src/core/index.js";
import { createNamedArtifacts } from "../../src/store/sql/artifact-names/create.js";
import { artifactTreeContract } from "../../src/tracking/artifact-tree.contract.js";
import { emptiedDatabases } from "./emptied.js";

describe("artifacts under names in PostgreSQL", () => {
  const open = emptiedDatabases();
  let root: string;
  let count = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "gyre-names-"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  artifactTreeContract(async () => {
    const database = await open();
    const objects = join(root, String(count++));
    const clock = virtualClock(Date.now());
    const reopen = () => createNamedArtifacts(database, objects, { clock, mostUploads: 5 });
    return { tree: await reopen(), clock, reopen };
  });
});
