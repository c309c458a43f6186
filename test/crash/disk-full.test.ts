import { cp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gyre, gyreJson } from "../cli/gyre.js";
import { mountSmallDisk } from "../support/small-disk.js";

const disk = mountSmallDisk(24_000_000);
afterAll(() => disk?.unmount());

describe.skipIf(!disk)("a full disk (skipped where this user may not mount a tmpfs)", () => {
  it("ends a training with store.disk_full, keeps what was there, and lets it go on when there is room again", {
    timeout: 120_000,
  }, async () => {
    const project = join(String(disk?.path), "shop");
    await gyreJson("init", project);
    const first = await gyreJson("train", "--deploy", "--project", project);
    await disk?.fill(300_000);
    const train = ["train", "--as-of", "2025-02-01", "--project", project];
    const failed = await gyre(...train, "--json");
    expect(failed.code, failed.stderr).toBe(7);
    expect(JSON.parse(failed.stdout)).toMatchObject({ code: "store.disk_full", hint: expect.stringContaining("room") });

    await disk?.empty();
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
