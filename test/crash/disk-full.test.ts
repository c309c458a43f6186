import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gyre, gyreJson } from "../cli/gyre.js";

const DISK_BYTES = 24_000_000;

/** A small file system of its own in memory, which only root may mount; null where that is refused. */
function mountDisk(): string | null {
  const disk = mkdtempSync(join(tmpdir(), "gyre-full-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", disk], { stdio: "ignore" });
    return disk;
  } catch {
    rmSync(disk, { recursive: true, force: true });
    return null;
  }
}

const disk = mountDisk();
afterAll(() => {
  if (!disk) return;
  execFileSync("umount", ["--lazy", disk]);
  rmSync(disk, { recursive: true, force: true });
});

describe.skipIf(!disk)("a full disk (skipped where this user may not mount a tmpfs)", () => {
  it("ends a training with store.disk_full, keeps what was there, and lets it go on when there is room again", {
    timeout: 120_000,
  }, async () => {
    const project = join(String(disk), "shop");
    await gyreJson("init", project);
    const first = await gyreJson("train", "--deploy", "--project", project);
    const filler = join(String(disk), "filler");
    const { bavail, bsize } = await statfs(String(disk));
    await writeFile(filler, new Uint8Array(Math.max(0, bavail * bsize - 300_000)));
    const train = ["train", "--as-of", "2025-02-01", "--project", project];
    const failed = await gyre(...train, "--json");
    expect(failed.code, failed.stderr).toBe(7);
    expect(JSON.parse(failed.stdout)).toMatchObject({ code: "store.disk_full", hint: expect.stringContaining("room") });

    await rm(filler);
    const elsewhere = join(tmpdir(), `gyre-full-copy-${process.pid}`);
    await cp(project, elsewhere, { recursive: true });
    try {
      // The new version may have been registered just before there was no room to say so.
      const { versions } = await gyreJson("status", "--project", elsewhere);
      expect(versions[0]).toMatchObject({ id: first.version.id, alias: "champion" });
      expect(await gyreJson(...train)).toMatchObject({ version: { version: 2 } });
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });
});
