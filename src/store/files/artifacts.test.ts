import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { artifactStoreContract } from "../../tracking/artifact-store.contract.js";
import { openArtifactFiles } from "./artifacts.js";

describe("the artifact store on files", () => {
  let root: string;
  let count = 0;
  const fresh = (): string => join(root, String(count++), "objects");

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "gyre-files-"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  artifactStoreContract(async () => {
    const directory = fresh();
    const damage = async (digest: string) => {
      const path = join(directory, digest.slice(0, 2), digest.slice(2));
      const bytes = await readFile(path);
      bytes[0] ^= 1;
      await writeFile(path, bytes);
    };
    return { store: await openArtifactFiles(directory), damage };
  });

  it("never gives a part of a file for the whole", async () => {
    const directory = fresh();
    const store = await openArtifactFiles(directory);
    const { digest } = await store.put(new Uint8Array(1000));
    await writeFile(join(directory, digest.slice(0, 2), digest.slice(2)), new Uint8Array(999));
    await expect(store.get(digest)).rejects.toMatchObject({ code: "store.corrupt", details: { digest } });
  });

  it("removes, on opening, temporary files older than an hour and no younger ones", async () => {
    const directory = fresh();
    await openArtifactFiles(directory);
    const temporaries = join(directory, ".tmp");
    const now = Date.now() / 1000;
    for (const [name, ageSeconds] of [
      ["old", 3700],
      ["young", 3500],
    ] as const) {
      await writeFile(join(temporaries, name), "part");
      await utimes(join(temporaries, name), now - ageSeconds, now - ageSeconds);
    }
    await openArtifactFiles(directory);
    expect(await readdir(temporaries)).toEqual(["young"]);
  });

  it("says store.unavailable where the directory cannot be made", async () => {
    const directory = fresh();
    await openArtifactFiles(directory);
    const file = join(directory, "file");
    await writeFile(file, "");
    await expect(openArtifactFiles(join(file, "objects"))).rejects.toMatchObject({ code: "store.unavailable" });
  });
});
