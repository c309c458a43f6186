import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogSync } from "./log-sync.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gyre-log-sync-"));
  await writeFile(join(folder, "a.db-wal"), "frames");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whether a sync of one caller ends before the event loop goes on, after one that said how quick the disk is. */
async function isInPlace(quickMs: number, isAlone: boolean): Promise<boolean> {
  const log = createLogSync(join(folder, "a.db"), quickMs);
  await log.sync();
  let loopWentOn = false;
  setImmediate(() => {
    loopWentOn = true;
  });
  await log.sync({ isAlone });
  const isInPlace = !loopWentOn;
  await log.close();
  return isInPlace;
}

describe("the sync of the log", () => {
  it("is waited for in place by one caller alone on a quick disk, and by nobody else", async () => {
    expect(await isInPlace(Number.POSITIVE_INFINITY, true)).toBe(true);
    expect(await isInPlace(Number.POSITIVE_INFINITY, false)).toBe(false);
    expect(await isInPlace(0, true)).toBe(false);
  });

  it("says when the log cannot be synced, and tries again to open it", async () => {
    const log = createLogSync(join(folder, "later.db"));
    await expect(log.sync()).rejects.toMatchObject({ code: "store.unavailable" });
    await writeFile(join(folder, "later.db-wal"), "");
    await expect(log.sync()).resolves.toBeUndefined();
    await log.close();
  });
});
