import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256, virtualClock } from "../../../core/index.js";
import { artifactTreeContract } from "../../../tracking/artifact-tree.contract.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createNamedArtifacts } from "./create.js";

const HOUR_MS = 3_600_000;

async function* bytes(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

describe("artifacts under names in SQL", () => {
  let root: string;
  let count = 0;
  const databases: SqlDatabase[] = [];
  const fresh = async () => {
    const directory = join(root, String(count++));
    const objects = join(directory, "artifacts");
    const clock = virtualClock(Date.now());
    const opened = async () => {
      const database = await openSqlite(`${directory}.db`);
      databases.push(database);
      return createNamedArtifacts(database, objects, { clock, mostUploads: 5 });
    };
    return { tree: await opened(), clock, objects, reopen: opened };
  };
  const pathOf = (objects: string, text: string): string =>
    join(objects, sha256(text).slice(0, 2), sha256(text).slice(2));
  const collected = async (tree: Awaited<ReturnType<typeof createNamedArtifacts>>, path: string): Promise<string> => {
    let text = "";
    for await (const chunk of (await tree.open(path))!.read()) text += Buffer.from(chunk);
    return text;
  };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "gyre-names-"));
  });
  afterAll(async () => {
    for (const database of databases) await database.close();
    await rm(root, { recursive: true, force: true });
  });

  artifactTreeContract(fresh);

  it("keeps the same bytes once, and leaves no temporary file", async () => {
    const { tree, objects } = await fresh();
    const kept = await Promise.all(["a", "b/c", "a", "d"].map((path) => tree.write(path, bytes("the same"))));
    expect(new Set(kept.map(({ digest }) => digest))).toEqual(new Set([sha256("the same")]));
    expect((await readdir(objects)).sort()).toEqual([".tmp", ".uploads", sha256("the same").slice(0, 2)].sort());
    expect(await readdir(join(objects, ".tmp"))).toEqual([]);
    expect((await tree.open("b/c"))?.digest).toBe(sha256("the same"));
  });

  it("withholds the last bytes of a file that has changed, and heals it when the bytes come again", async () => {
    const { tree, objects } = await fresh();
    const text = "x".repeat(1_000_000);
    await tree.write("f", bytes(text));
    const path = pathOf(objects, text);
    for (const damage of [`${text.slice(1)}y`, text.slice(1)]) {
      await writeFile(path, damage);
      let seen = 0;
      const reading = async () => {
        for await (const chunk of (await tree.open("f"))!.read()) seen += chunk.length;
      };
      await expect(reading()).rejects.toMatchObject({ code: "store.corrupt" });
      expect(seen).toBeLessThan(text.length);
    }
    await tree.write("g", bytes(text));
    expect(await collected(tree, "f")).toBe(text);
    await rm(path);
    await expect(collected(tree, "f")).rejects.toMatchObject({ code: "store.corrupt" });
  });

  it("hashes a file again that was found right and has been written to since, whatever its time says", async () => {
    const { tree, objects } = await fresh();
    await tree.write("f", bytes("as it was"));
    for (let i = 0; i < 2; i++) expect(await collected(tree, "f")).toBe("as it was");
    const path = pathOf(objects, "as it was");
    const { atime, mtime } = await stat(path);
    await writeFile(path, "as it is!");
    await utimes(path, atime, mtime);
    await expect(collected(tree, "f")).rejects.toMatchObject({ code: "store.corrupt" });
  });

  it("lets two processes write the same tree", async () => {
    const { tree, reopen } = await fresh();
    const other = await reopen();
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? tree : other).write(`run/${i % 5}/${i}`, bytes(String(i % 3)))),
    );
    for (let i = 0; i < 20; i++) expect(await collected(tree, `run/${i % 5}/${i}`)).toBe(String(i % 3));
  });

  describe("garbage", () => {
    const garbage = async (tree: Awaited<ReturnType<typeof createNamedArtifacts>>, going?: Map<string, number>) => {
      const found = [];
      for await (const object of tree.unreferenced(going)) found.push(object);
      return found.sort((a, b) => a.sizeBytes - b.sizeBytes);
    };

    it("is what has no name, or none but those that are counted as gone", async () => {
      const { tree, objects } = await fresh();
      for (const [path, text] of [
        ["kept", "1"],
        ["removed", "22"],
        ["replaced", "333"],
        ["shared", "4444"],
        ["also", "4444"],
      ])
        await tree.write(path, bytes(text));
      await tree.remove("removed");
      await tree.remove("also");
      await tree.write("replaced", bytes("1"));
      const removed = { sizeBytes: 2, digest: sha256("22") };
      const replaced = { sizeBytes: 3, digest: sha256("333") };
      expect(await garbage(tree)).toEqual([removed, replaced]);
      const shared = { sizeBytes: 4, digest: sha256("4444") };
      const going = new Map([sha256("1"), shared.digest].map((digest) => [digest, 1]));
      expect(await garbage(tree, going)).toEqual([removed, replaced, shared]);
      expect(await tree.removeObject(shared.digest)).toBe(false);
      expect(await tree.removeObject(removed.digest)).toBe(true);
      await expect(readFile(pathOf(objects, "22"))).rejects.toMatchObject({ code: "ENOENT" });
      expect(await garbage(tree)).toEqual([replaced]);
      expect(await collected(tree, "shared")).toBe("4444");
    });

    it("is not what is being written, and what was never named only after an hour", async () => {
      const { tree, clock } = await fresh();
      await tree.write("file", bytes("1"));
      await expect(tree.write("file/below", bytes("22"))).rejects.toMatchObject({
        code: "tracking.artifact_in_the_way",
      });
      expect(await garbage(tree)).toEqual([]);
      expect(await tree.removeObject(sha256("22"))).toBe(false);
      clock.moveTo(clock.now() + 2 * HOUR_MS);
      expect(await garbage(tree)).toEqual([{ sizeBytes: 2, digest: sha256("22") }]);
      expect(await tree.removeObject(sha256("22"))).toBe(true);
    });

    it("is told from damage by who was about to read it", async () => {
      const { tree, objects } = await fresh();
      await tree.write("f", bytes("1"));
      const content = (await tree.open("f"))!;
      const read = async () => {
        for await (const _ of content.read());
      };
      await rm(pathOf(objects, "1"));
      await expect(read()).rejects.toMatchObject({ code: "store.corrupt" });
      await tree.remove("f");
      await expect(read()).rejects.toMatchObject({ code: "tracking.artifact_unknown" });
    });

    it("is also a file that lost its record, but none that was written a moment ago", async () => {
      const { tree, clock, objects } = await fresh();
      await tree.write("f", bytes("1"));
      const path = join(objects, sha256("1").slice(0, 2), "0".repeat(62));
      await writeFile(path, "stray");
      expect(await garbage(tree)).toEqual([]);
      const long = clock.now() / 1000 - 7200;
      await utimes(path, long, long);
      const [stray] = await garbage(tree);
      expect(stray.digest).toBe(`${sha256("1").slice(0, 2)}${"0".repeat(62)}`);
      expect(await tree.removeObject(stray.digest)).toBe(true);
      await expect(tree.removeObject("../../etc")).rejects.toMatchObject({ code: "store.path_escapes" });
    });

    it("never is what someone writes again while it is being removed", async () => {
      const { tree, reopen } = await fresh();
      const other = await reopen();
      for (let round = 0; round < 30; round++) {
        await tree.write("f", bytes(`${round}`));
        await tree.remove("f");
        await Promise.all([
          tree.removeObject(sha256(`${round}`)),
          other.write("again", bytes(`${round}`)),
          tree.removeObject(sha256(`${round}`)),
        ]);
        expect(await collected(tree, "again")).toBe(`${round}`);
        await tree.remove("again");
      }
    });
  });
});
