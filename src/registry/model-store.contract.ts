import { expect, it } from "vitest";
import type { ModelStore, ModelVersion } from "./index.js";

/** A plausible candidate for {@link ModelStore.add}; `change` replaces what a test cares about. */
export function sampleVersion(change: Partial<ModelVersion> = {}): Omit<ModelVersion, "version"> {
  const { version: _, ...rest } = { version: 0, ...change };
  return {
    id: "mv_01",
    model: "late",
    digest: "ab".repeat(32),
    runId: "run_01",
    createdAt: 1_362_096_000_000,
    metrics: { rocAuc: 0.75, undefinedHere: Number.NaN },
    gates: [{ gate: "rocAuc >= 0.7", passed: true, sentence: "0.75 is at least 0.7", evidence: { value: 0.75 } }],
    inputs: [{ name: "distance", datatype: "FP64", shape: [-1, 1] }],
    outputs: [{ name: "score", datatype: "FP64", shape: [-1, 1] }],
    datasetVersion: "dv_01",
    codeVersion: "c0ffee",
    definitionHashes: { legs: "a1" },
    parity: { rows: 1000, maxDifference: 0 },
    card: "# late\n",
    ...rest,
  };
}

const nth = (n: number, model = "late") =>
  sampleVersion({ id: `mv_${model}_${n}`, runId: `run_${n}`, digest: `${n}`, model });

/** What every {@link ModelStore} must do; `open` gives an empty one. */
export function modelStoreContract(open: () => Promise<ModelStore>): void {
  it("numbers versions from 1 within each model and gives them back unchanged", async () => {
    const store = await open();
    const first = await store.add(nth(1));
    const second = await store.add(nth(2));
    const other = await store.add(nth(1, "early"));
    expect([first.version, second.version, other.version]).toEqual([1, 2, 1]);
    expect(first).toEqual({ ...nth(1), version: 1 });
    expect(await store.get(first.id)).toEqual(first);
    expect(await store.get("mv_unknown")).toBeNull();
    expect(await store.list("late")).toEqual([first, second]);
    expect(await store.list("unknown")).toEqual([]);
    expect(await store.models()).toEqual(["early", "late"]);
  });

  it("numbers versions without gaps when they are added at the same time", async () => {
    const store = await open();
    const added = await Promise.all(Array.from({ length: 20 }, (_, n) => store.add(nth(n))));
    expect(added.map((one) => one.version).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it("gives the version that exists when the same run registers the same digest again", async () => {
    const store = await open();
    const first = await store.add(nth(1));
    const again = await Promise.all([
      store.add({ ...nth(1), id: "mv_other", card: "changed" }),
      store.add({ ...nth(1), id: "mv_third" }),
    ]);
    expect(again).toEqual([first, first]);
    const next = await store.add({ ...nth(1), id: "mv_next", digest: "another" });
    expect(next.version).toBe(2);
    expect(await store.list("late")).toEqual([first, next]);
  });

  it("points an alias at one version or none and keeps every move in order", async () => {
    const store = await open();
    const [one, two] = [await store.add(nth(1)), await store.add(nth(2))];
    expect(await store.alias("late", "champion")).toBeNull();
    await store.setAlias("late", "champion", one.id, 10);
    await store.setAlias("late", "challenger", two.id, 20);
    await store.setAlias("late", "champion", two.id, 30);
    await store.setAlias("late", "challenger", null, 30);
    expect(await store.alias("late", "champion")).toEqual(two);
    expect(await store.alias("late", "challenger")).toBeNull();
    expect(await store.alias("early", "champion")).toBeNull();
    expect(await store.aliasMoves("late")).toEqual([
      { alias: "champion", versionId: one.id, at: 10 },
      { alias: "challenger", versionId: two.id, at: 20 },
      { alias: "champion", versionId: two.id, at: 30 },
      { alias: "challenger", versionId: null, at: 30 },
    ]);
    expect(await store.aliasMoves("early")).toEqual([]);
  });

  it("counts no move when an alias is set to what it names already", async () => {
    const store = await open();
    const one = await store.add(nth(1));
    await store.setAlias("late", "challenger", null, 5);
    await store.setAlias("late", "champion", one.id, 10);
    await store.setAlias("late", "champion", one.id, 11);
    expect(await store.aliasMoves("late")).toEqual([{ alias: "champion", versionId: one.id, at: 10 }]);
  });

  it("refuses an alias to a version that is unknown or another model's, and leaves the alias as it was", async () => {
    const store = await open();
    const one = await store.add(nth(1));
    const early = await store.add(nth(1, "early"));
    await store.setAlias("late", "champion", one.id, 10);
    for (const bad of ["mv_unknown", early.id])
      await expect(store.setAlias("late", "champion", bad, 20)).rejects.toMatchObject({
        code: "registry.version_unknown",
      });
    expect(await store.alias("late", "champion")).toEqual(one);
    expect(await store.aliasMoves("late")).toHaveLength(1);
  });
}
