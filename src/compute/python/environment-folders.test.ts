import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virtualClock } from "../../core/index.js";
import { HOLD, makeHeld } from "../../store/files/held-folder.js";
import { beginEnvironment, collectEnvironments, holdEnvironment, placeEnvironment } from "./environment-folders.js";

const DAY = 86_400_000;
/** Beside the file system's own. */
const clock = virtualClock(Date.now());
let base: string;
let count = 0;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "gyre-environments-"));
});
afterAll(() => rm(base, { recursive: true, force: true, maxRetries: 3 }));

const fresh = (): string => join(base, String(count++));

/** An environment without a Python, last used so many days ago. */
async function environment(root: string, name: string, days: number): Promise<string> {
  const folder = join(root, name);
  const built = await beginEnvironment(root);
  await writeFile(join(built.path, "pyvenv.cfg"), "");
  (await placeEnvironment(built, folder))?.release();
  const then = new Date(clock.now() - days * DAY);
  await utimes(join(folder, HOLD), then, then);
  return folder;
}

async function collect(root: string, days: number, isDryRun = false): Promise<readonly string[]> {
  const named: string[] = [];
  await collectEnvironments(root, { before: clock.now() - days * DAY, isDryRun, onItem: (name) => named.push(name) });
  return named;
}

describe("environments", () => {
  it("are removed when nobody has used them for long, after a look without consequences", async () => {
    const root = fresh();
    await environment(root, "old", 40);
    await environment(root, "new", 20);
    expect(await collect(root, 30, true)).toEqual(["old"]);
    expect((await readdir(root)).sort()).toEqual(["new", "old"]);
    expect(await collect(root, 30)).toEqual(["old"]);
    expect(await readdir(root)).toEqual(["new"]);
    expect(await collect(root, 30)).toEqual([]);
    expect(await collect(fresh(), 30)).toEqual([]);
  });

  it("stay while they are used or built, whatever their age, and are young again after a use", async () => {
    const root = fresh();
    const old = await environment(root, "old", 40);
    const users = [await holdEnvironment(old, clock), await holdEnvironment(old, clock)];
    const building = await beginEnvironment(root);
    expect(await collect(root, -1)).toEqual([]);
    users[0]?.release();
    expect(await collect(root, -1)).toEqual([]);
    users[1]?.release();
    expect(await collect(root, 30)).toEqual([]);
    building.release();
    expect(await collect(root, -1, true)).toEqual(["old", building.path.slice(root.length + 1)]);
    expect(await collect(root, -1)).toHaveLength(2);
    expect(await readdir(root)).toEqual([]);
  });

  it("are gone or whole for who wants to use one while it is collected", async () => {
    const root = fresh();
    for (let i = 0; i < 20; i++) {
      const folder = await environment(root, "old", 40);
      const [held] = await Promise.all([holdEnvironment(folder, clock), collect(root, 30)]);
      const names = await readdir(root);
      expect(names).toEqual(held ? ["old"] : []);
      if (held) expect((await readdir(folder)).sort()).toEqual([HOLD, "pyvenv.cfg"]);
      await held?.remove();
    }
  });

  it("count from the first look where they were made before uses were noted", async () => {
    const root = fresh();
    await mkdir(join(root, "early"), { recursive: true });
    await writeFile(join(root, "early", "pyvenv.cfg"), "");
    expect(await collect(root, 30)).toEqual([]);
    expect(await collect(root, -1)).toEqual(["early"]);
  });

  it("that were half made or half removed when their process was killed go at once", async () => {
    const root = fresh();
    for (const name of [".building-1", ".removing-2"]) (await makeHeld(join(root, name))).release();
    expect(await collect(root, 30, true)).toEqual([".building-1", ".removing-2"]);
    expect(await collect(root, 30)).toEqual([".building-1", ".removing-2"]);
    expect(await readdir(root)).toEqual([]);
  });

  it("say so where something else has the place of one", async () => {
    const root = fresh();
    await mkdir(join(root, "key", "something"), { recursive: true });
    await expect(placeEnvironment(await beginEnvironment(root), join(root, "key"))).rejects.toMatchObject({
      code: "store.unavailable",
      hint: expect.stringContaining("remove the folder"),
    });
  });
});
