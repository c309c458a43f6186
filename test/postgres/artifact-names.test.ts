import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  it("keeps an object that is named again while the server ends the session of who removes it", async () => {
    const database = await open();
    const objects = join(root, String(count++));
    const clock = virtualClock(1000);
    const tree = await createNamedArtifacts(database, objects, { clock });
    const text = async function* () {
      yield Buffer.from("the same");
    };
    const { digest } = await tree.write("a", text());
    await tree.remove("a");
    const flush = async (): Promise<void> => {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'`.execute(database.db);
      await tree.write("b", text());
    };
    const remover = await createNamedArtifacts({ ...database, bulk: { ...database.bulk, flush } }, objects, { clock });
    await expect(remover.removeObject(digest)).rejects.toMatchObject({ code: "store.unavailable" });
    const content = await tree.open("b");
    for await (const chunk of content!.read()) expect(Buffer.from(chunk).toString()).toBe("the same");
  });
});
