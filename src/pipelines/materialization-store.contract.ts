import { expect, it } from "vitest";
import type { Materialization, MaterializationStore } from "./index.js";

/** A plausible materialization; `change` replaces what a test cares about. */
export function sampleMaterialization(change: Partial<Materialization> = {}): Materialization {
  return {
    asset: "training_set",
    key: "k1",
    outputDigest: "ab".repeat(32),
    inputs: [{ asset: "legs", digest: "cd".repeat(32) }],
    runId: "prun_01",
    at: 1_362_096_000_000,
    durationMs: 12.5,
    ...change,
  };
}

/** What every {@link MaterializationStore} must do; `open` gives an empty one. */
export function materializationStoreContract(open: () => Promise<MaterializationStore>): void {
  it("finds what was recorded by its key", async () => {
    const store = await open();
    expect(await store.find("k1")).toBeNull();
    expect(await store.record(sampleMaterialization())).toEqual(sampleMaterialization());
    expect(await store.find("k1")).toEqual(sampleMaterialization());
  });

  it("lets the first record of a key stay, so that all who made it at once agree", async () => {
    const store = await open();
    const made = ["a", "b", "c", "d"].map((outputDigest) => sampleMaterialization({ outputDigest }));
    const answers = await Promise.all(made.map((one) => store.record(one)));
    const kept = await store.find("k1");
    expect(made).toContainEqual(kept);
    for (const answer of answers) expect(answer).toEqual(kept);
  });

  it("gives the latest of each asset by time, the later record on a tie, ordered by asset", async () => {
    const store = await open();
    const old = sampleMaterialization({ key: "k1", at: 100 });
    const newest = sampleMaterialization({ key: "k2", at: 300 });
    const late = sampleMaterialization({ key: "k3", at: 200 });
    const tied = sampleMaterialization({ asset: "model", key: "k4", at: 100 });
    const tiedLater = sampleMaterialization({ asset: "model", key: "k5", at: 100 });
    expect(await store.latest()).toEqual([]);
    for (const one of [old, newest, late, tied, tiedLater]) await store.record(one);
    await store.record({ ...old, at: 999 });
    expect(await store.latest()).toEqual([tiedLater, newest]);
  });
}
