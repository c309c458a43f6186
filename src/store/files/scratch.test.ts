import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { makeHeld } from "./held-folder.js";
import { inScratch, removeAbandonedScratch } from "./scratch.js";

it("a scratch folder is this user's alone, stays while others tidy up, and is gone after the work, also after a failure", async () => {
  const places: string[] = [];
  const given = await inScratch("train", async (folder) => {
    places.push(folder);
    await writeFile(join(folder, "file"), "");
    await removeAbandonedScratch();
    expect((await stat(join(folder, "file"))).isFile()).toBe(true);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    return 7;
  });
  expect(given).toBe(7);
  const failing = inScratch("step", async (folder) => {
    places.push(folder);
    throw new Error("no luck");
  });
  await expect(failing).rejects.toThrow("no luck");
  const names = await readdir(tmpdir());
  for (const place of places) expect(names).not.toContain(basename(place));
});

it("those that killed processes left are removed before the next is made, but nothing that is not Gyre's", async () => {
  const left = await makeHeld(join(tmpdir(), `gyre-reproduce-${randomUUID()}`));
  await mkdir(join(left.path, "deep"));
  left.release();
  const other = join(tmpdir(), `gyre-train-${randomUUID()}`);
  await mkdir(other);
  await writeFile(join(other, "file"), "");
  try {
    await inScratch("train", async () => undefined);
    const names = await readdir(tmpdir());
    expect(names).not.toContain(basename(left.path));
    expect(names).toContain(basename(other));
  } finally {
    await rm(other, { recursive: true });
  }
});
