import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virtualClock } from "../../core/index.js";
import { artifactTreeContract } from "../../tracking/artifact-tree.contract.js";
import { openPlainArtifacts } from "./plain-artifacts.js";

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe("artifacts as plain files", () => {
  let root: string;
  let count = 0;
  const fresh = (): string => join(root, String(count++), "artifacts");

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "gyre-plain-"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  artifactTreeContract(async () => {
    const directory = fresh();
    const clock = virtualClock(1_700_000_000_000);
    const reopen = () => openPlainArtifacts(directory, { clock, mostUploads: 5 });
    return { tree: await reopen(), clock, reopen };
  });

  it("keeps files where their names say, and shows what others put there", async () => {
    const directory = fresh();
    const tree = await openPlainArtifacts(`${directory}/`, { clock: virtualClock(0) });
    await tree.write("1/run/a.txt", bytes("hello"));
    expect(await readFile(join(directory, "1/run/a.txt"), "utf8")).toBe("hello");
    await writeFile(join(directory, "1/b.txt"), "there");
    expect(await tree.list("1")).toEqual([
      { name: "b.txt", isDirectory: false, sizeBytes: 5 },
      { name: "run", isDirectory: true, sizeBytes: 0 },
    ]);
    await tree.remove("1");
    expect(await readdir(directory)).toEqual([".gyre"]);
    expect(await readdir(join(directory, ".gyre/tmp"))).toEqual([]);
    await mkdir(join(directory, "empty"));
    await tree.write("empty", bytes("a file now"));
  });

  it("keeps its own files out of reach", async () => {
    const tree = await openPlainArtifacts(fresh(), { clock: virtualClock(0) });
    for (const path of [".gyre", ".gyre/tmp/x", ".GYRE/uploads"]) {
      const refused = { code: "tracking.bad_artifact_path", message: expect.stringMatching(/^Invalid path/) };
      await expect(tree.write(path, bytes("x"))).rejects.toMatchObject(refused);
      await expect(tree.remove(path)).rejects.toMatchObject(refused);
      await expect(tree.list(path)).rejects.toMatchObject(refused);
    }
    expect(await tree.list("")).toEqual([]);
  });

  it("follows symbolic links inside the directory and none out of it", async () => {
    const directory = fresh();
    const outside = join(directory, "../outside");
    const tree = await openPlainArtifacts(directory, { clock: virtualClock(0) });
    await mkdir(outside);
    await writeFile(join(outside, "secret"), "secret");
    await tree.write("in/f", bytes("inside"));
    await symlink(outside, join(directory, "out"));
    await symlink(join(outside, "secret"), join(directory, "leak"));
    await symlink(join(outside, "nothing"), join(directory, "dangling"));
    await symlink("in", join(directory, "alias"));
    await symlink("loop", join(directory, "loop"));

    expect((await tree.list("")).map(({ name }) => name)).toEqual(["alias", "in"]);
    expect((await tree.list("alias")).map(({ name }) => name)).toEqual(["f"]);
    for (const path of ["out/secret", "leak", "dangling"])
      await expect(tree.open(path), path).rejects.toMatchObject({ code: "store.path_escapes" });
    for (const path of ["out/new", "out/deep/new", "dangling/new", "out/secret"])
      await expect(tree.write(path, bytes("x")), path).rejects.toMatchObject({ code: "store.path_escapes" });
    await expect(tree.list("out")).rejects.toMatchObject({ code: "store.path_escapes" });
    await expect(tree.remove("out/secret")).rejects.toMatchObject({ code: "store.path_escapes" });

    await tree.write("leak", bytes("replaces the link"));
    await tree.remove("out");
    expect(await readdir(outside)).toEqual(["secret"]);
    expect(await readFile(join(outside, "secret"), "utf8")).toBe("secret");
  });

  it("says clearly that the file system cannot hold a name", async () => {
    const tree = await openPlainArtifacts(join(fresh(), ...Array.from({ length: 10 }, () => "x".repeat(250))), {
      clock: virtualClock(0),
    });
    await tree.write(Array.from({ length: 5 }, () => "a".repeat(250)).join("/"), bytes("fits"));
    const path = Array.from({ length: 8 }, () => "a".repeat(250)).join("/");
    const refused = { code: "tracking.bad_artifact_path", message: expect.stringContaining("too long") };
    await expect(tree.write(path, bytes("x"))).rejects.toMatchObject(refused);
  });

  it("says store.unavailable where the directory cannot be made", async () => {
    const directory = fresh();
    await openPlainArtifacts(directory, { clock: virtualClock(0) });
    await writeFile(join(directory, "file"), "");
    await expect(openPlainArtifacts(join(directory, "file", "x"), { clock: virtualClock(0) })).rejects.toMatchObject({
      code: "store.unavailable",
    });
  });
});
