import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/core/index.js";
import { sampleBatch, tableOf } from "../../src/serving/prediction-log.contract.js";
import { openStore } from "../../src/store/index.js";
import { sampleTrainingRun } from "../../src/tracking/training-run-store.contract.js";

const DISK_BYTES = 3_000_000;
const disks: string[] = [];

/** A small file system of its own in memory, which only root may mount; null where that is refused. */
function mountDisk(): string | null {
  const disk = mkdtempSync(join(tmpdir(), "gyre-full-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", disk], { stdio: "ignore" });
    disks.push(disk);
    return disk;
  } catch {
    rmSync(disk, { recursive: true, force: true });
    return null;
  }
}

const first = mountDisk();
const second = first && mountDisk();

afterAll(() => {
  for (const disk of disks) {
    execFileSync("umount", ["--lazy", disk]);
    rmSync(disk, { recursive: true, force: true });
  }
});

describe.skipIf(!second)("a full disk (skipped where this user may not mount a tmpfs)", () => {
  it("fails with store.disk_full, keeps what was acknowledged, and goes on when there is room again", async () => {
    const filler = join(String(first), "filler");
    await writeFile(filler, new Uint8Array(1_000_000));
    const store = await openStore(join(String(first), ".gyre"));
    const features = tableOf({ text: ["x".repeat(20_000), "y".repeat(20_000)] });
    let kept = 0;
    const fill = async (): Promise<void> => {
      for (; ; kept++) await store.predictions.append(sampleBatch(2, { prefix: `p${kept}-`, features }));
    };
    await expect(fill()).rejects.toMatchObject({ code: "store.disk_full", hint: expect.stringContaining("room") });
    const params = { text: "x".repeat(2_000_000) };
    await expect(store.runs.save(sampleTrainingRun({ params }))).rejects.toMatchObject({ code: "store.disk_full" });

    expect(kept).toBeGreaterThan(3);
    for (let i = 0; i < kept; i++) expect(await store.predictions.get(`p${i}-2`)).not.toBeNull();
    expect(await store.runs.get("run_01")).toBeNull();

    await rm(filler);
    await store.predictions.append(sampleBatch(2, { prefix: "after-" }));
    await store.close();
    const again = await openStore(join(String(first), ".gyre"));
    expect(await again.predictions.get("after-2")).not.toBeNull();
    expect(await again.predictions.count("late")).toBeGreaterThanOrEqual(2 * kept + 2);
    await again.close();
  });

  it("leaves no part of an artifact behind", async () => {
    const store = await openStore(join(String(second), ".gyre"));
    const bytes = new Uint8Array(DISK_BYTES).fill(7);
    await expect(store.artifacts.put(bytes)).rejects.toMatchObject({ code: "store.disk_full" });
    expect(await store.artifacts.has(sha256(bytes))).toBe(false);
    expect(await readdir(join(String(second), ".gyre/objects/.tmp"))).toEqual([]);
    const { digest } = await store.artifacts.put(bytes.subarray(0, 1000));
    expect(await store.artifacts.get(digest)).toHaveLength(1000);
    await store.close();
  });
});
