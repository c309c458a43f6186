import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/core/index.js";
import { sampleBatch, tableOf } from "../../src/serving/prediction-log.contract.js";
import { openStore } from "../../src/store/index.js";
import { sampleTrainingRun } from "../../src/tracking/training-run-store.contract.js";
import { mountSmallDisk } from "../support/small-disk.js";

const DISK_BYTES = 3_000_000;

const first = mountSmallDisk(DISK_BYTES);
const second = first && mountSmallDisk(DISK_BYTES);
afterAll(() => {
  first?.unmount();
  second?.unmount();
});

describe.skipIf(!second)("a full disk (skipped where this user may not mount a tmpfs)", () => {
  it("fails with store.disk_full, keeps what was acknowledged, and goes on when there is room again", async () => {
    const filler = join(String(first?.path), "filler");
    await writeFile(filler, new Uint8Array(1_000_000));
    const store = await openStore(join(String(first?.path), ".gyre"));
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
    const again = await openStore(join(String(first?.path), ".gyre"));
    expect(await again.predictions.get("after-2")).not.toBeNull();
    expect(await again.predictions.count("late")).toBeGreaterThanOrEqual(2 * kept + 2);
    await again.close();
  });

  it("leaves no part of an artifact behind", async () => {
    const store = await openStore(join(String(second?.path), ".gyre"));
    const bytes = new Uint8Array(DISK_BYTES).fill(7);
    await expect(store.artifacts.put(bytes)).rejects.toMatchObject({ code: "store.disk_full" });
    expect(await store.artifacts.has(sha256(bytes))).toBe(false);
    expect(await readdir(join(String(second?.path), ".gyre/objects/.tmp"))).toEqual([]);
    const { digest } = await store.artifacts.put(bytes.subarray(0, 1000));
    expect(await store.artifacts.get(digest)).toHaveLength(1000);
    await store.close();
  });
});
