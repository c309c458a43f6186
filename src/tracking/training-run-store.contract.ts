import { expect, it } from "vitest";
import type { TrainingRun, TrainingRunStore } from "./index.js";

/** A plausible run; `change` replaces what a test cares about. */
export function sampleTrainingRun(change: Partial<TrainingRun> = {}): TrainingRun {
  return {
    id: "run_01",
    project: "flights",
    model: "late",
    status: "running",
    startedAt: 1_362_096_000_000,
    endedAt: null,
    asOf: 1_362_096_000_000,
    params: { rounds: 200, learningRate: 0.1, missing: Number.NaN, nested: { list: [1, null, "é"] } },
    metrics: { rocAuc: 0.75 },
    datasetVersion: "dv_01",
    definitionHashes: { legs: "a1" },
    codeVersion: "c0ffee",
    seed: "7",
    environment: { gyre: "0.1.0", node: "v20", platform: "linux", arch: "x64" },
    artifacts: [{ name: "model.onnx", digest: "ab".repeat(32), sizeBytes: 12 }],
    failure: null,
    ...change,
  };
}

/** What every {@link TrainingRunStore} must do; `open` gives an empty one. */
export function trainingRunStoreContract(open: () => Promise<TrainingRunStore>): void {
  it("gives a run back as it was saved, numbers that JSON lacks included", async () => {
    const store = await open();
    const run = sampleTrainingRun({ metrics: { rocAuc: Number.NaN, gain: Number.POSITIVE_INFINITY, zero: -0 } });
    await store.save(run);
    expect(await store.get(run.id)).toEqual(run);
    expect(await store.get("run_unknown")).toBeNull();
  });

  it("replaces a run as a whole", async () => {
    const store = await open();
    await store.save(sampleTrainingRun({ params: { old: 1 } }));
    const finished = sampleTrainingRun({ status: "finished", endedAt: 1_362_096_009_000, model: "other", params: {} });
    await store.save(finished);
    expect(await store.get("run_01")).toEqual(finished);
    expect(await store.list({ model: "late", limit: 10 })).toEqual([]);
    expect(await store.list({ model: "other", limit: 10 })).toEqual([finished]);
  });

  it("lists newest first by id, a page at a time, of one model or all", async () => {
    const store = await open();
    for (const id of ["run_03", "run_01", "run_05", "run_02", "run_04"])
      await store.save(sampleTrainingRun({ id, model: id === "run_03" ? "other" : "late" }));
    const ids = async (filter: Parameters<TrainingRunStore["list"]>[0]) =>
      (await store.list(filter)).map((run) => run.id);
    expect(await ids({ limit: 10 })).toEqual(["run_05", "run_04", "run_03", "run_02", "run_01"]);
    expect(await ids({ limit: 2, before: "run_04" })).toEqual(["run_03", "run_02"]);
    expect(await ids({ model: "late", limit: 2, before: "run_05" })).toEqual(["run_04", "run_02"]);
    expect(await ids({ model: "late", limit: 0 })).toEqual([]);
  });

  it("keeps what was saved, whatever the caller does to its object afterwards", async () => {
    const store = await open();
    const params: Record<string, unknown> = { rounds: 1 };
    await store.save(sampleTrainingRun({ params }));
    params.rounds = 2;
    expect((await store.get("run_01"))?.params).toEqual({ rounds: 1 });
  });
}
