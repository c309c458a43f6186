import { expect, it } from "vitest";
import type { TrackingStore } from "./index.js";
import {
  metric,
  modelId,
  NOTHING,
  query,
  runId,
  sampleInput,
  sampleModel,
  sampleRun,
} from "./tracking-store.fixture.js";

const FAR = Number.MAX_SAFE_INTEGER;

/** Experiment 1 with runs 1 and 2 and model 1; run 3 and model 3 in the default one. */
async function withThings(open: () => Promise<TrackingStore>): Promise<TrackingStore> {
  const store = await open();
  await store.createExperiment({ name: "a", artifactLocation: "s3://a", tags: [{ key: "k", value: "v" }], at: 1 });
  for (const n of [1, 2, 3]) await store.createRun(sampleRun(n, { experimentId: n === 3 ? "0" : "1" }), []);
  for (const n of [1, 3]) await store.createModel(sampleModel(n, { experimentId: n === 3 ? "0" : "1" }));
  for (const n of [1, 2, 3])
    await store.log(runId(n), {
      params: [{ key: "p", value: "1" }],
      tags: [{ key: "t", value: "1" }],
      metrics: [metric("m", n, n, 0, { modelId: modelId(3) })],
    });
  await store.logInputs(runId(1), [sampleInput("d", "1", "train")], []);
  return store;
}

const item = (kind: "run" | "model", n: number, deletedAt: number) => {
  const { id, artifactUri } = kind === "run" ? sampleRun(n) : sampleModel(n);
  return { kind, id, artifactUri, deletedAt };
};
const experiment = (deletedAt: number) => ({ kind: "experiment", id: "1", artifactUri: "s3://a", deletedAt }) as const;

/** The part of the contract about what is removed for good. */
export function trackingGarbageContract(open: () => Promise<TrackingStore>): void {
  it("finds nothing to collect while nothing is deleted", async () => {
    expect(await (await withThings(open)).collectable(FAR, 100)).toEqual([]);
  });

  it("finds runs and models that were deleted before a time, oldest first", async () => {
    const store = await withThings(open);
    await store.setRunStage(runId(3), "deleted", 30);
    await store.setRunStage(runId(2), "deleted", 10);
    await store.changeModel(modelId(3), { stage: "deleted", at: 20 });
    const all = [item("run", 2, 10), item("model", 3, 20), item("run", 3, 30)];
    expect(await store.collectable(31, 100)).toEqual(all);
    expect(await store.collectable(30, 100)).toEqual(all.slice(0, 2));
    expect(await store.collectable(FAR, 1)).toEqual(all.slice(0, 1));
    await store.setRunStage(runId(2), "active", 40);
    expect(await store.collectable(FAR, 100)).toEqual(all.slice(1));
  });

  it("counts from the first of several deletions", async () => {
    const store = await withThings(open);
    for (const at of [10, 20]) await store.setRunStage(runId(3), "deleted", at);
    for (const at of [11, 20]) await store.changeModel(modelId(3), { stage: "deleted", at });
    await store.setRunStage(runId(1), "deleted", 12);
    await store.changeExperiment("1", { stage: "deleted", at: 30 });
    await store.changeExperiment("1", { at: 40 });
    const found = await store.collectable(FAR, 100);
    expect(found.slice(0, 3)).toEqual([item("run", 3, 10), item("model", 3, 11), item("run", 1, 12)]);
    expect(found.slice(3)).toEqual([item("run", 2, 30), item("model", 1, 30), experiment(30)]);
  });

  it("finds a deleted experiment after all that is under it", async () => {
    const store = await withThings(open);
    await store.changeExperiment("1", { stage: "deleted", at: 50 });
    await store.setRunStage(runId(2), "active", 51);
    const all = [item("run", 1, 50), item("run", 2, 50), item("model", 1, 50), experiment(50)];
    expect(await store.collectable(FAR, 100)).toEqual(all);
    expect(await store.collect(all)).toEqual(all);
    expect(await store.collectable(FAR, 100)).toEqual([]);
    expect(await store.experiment("1")).toBeNull();
    expect(await store.experimentByName("a")).toBeNull();
    for (const n of [1, 2]) expect(await store.run(runId(n))).toBeNull();
    expect(await store.model(modelId(1))).toBeNull();
    expect(await store.datasets(["0", "1"], 9)).toEqual([]);
    expect((await store.searchRuns(["0", "1"], "all", query())).items.map((run) => run.info.name)).toEqual(["run-3"]);
    await expect(store.changeExperiment("1", { stage: "active", at: 60 })).rejects.toMatchObject({
      code: "tracking.experiment_unknown",
    });
  });

  it("removes with an experiment what is under it, also what was not named", async () => {
    const store = await withThings(open);
    await store.changeExperiment("1", { stage: "deleted", at: 50 });
    expect(await store.collect([experiment(50)])).toEqual([experiment(50)]);
    for (const n of [1, 2]) expect(await store.run(runId(n))).toBeNull();
    expect(await store.model(modelId(1))).toBeNull();
  });

  it("removes with a run all that it logged, also to models", async () => {
    const store = await withThings(open);
    await store.setRunStage(runId(1), "deleted", 10);
    expect(await store.collect([item("run", 1, 10)])).toEqual([item("run", 1, 10)]);
    expect(await store.run(runId(1))).toBeNull();
    expect(await store.history({ runId: runId(1), key: "m", limit: 9, after: null })).toEqual({
      metrics: [],
      hasMore: false,
    });
    expect((await store.modelMetrics(modelId(3))).map((one) => one.value)).toEqual([2, 3]);
    expect((await store.model(modelId(3)))?.metrics.map((one) => one.value)).toEqual([2, 3]);
    expect(await store.datasets(["1"], 9)).toEqual([]);
    await expect(store.log(runId(1), NOTHING)).rejects.toMatchObject({ code: "tracking.run_unknown" });
    await store.createRun(sampleRun(1, { experimentId: "1" }), []);
    expect(await store.run(runId(1))).toMatchObject({ params: [], metrics: [], datasets: [], tags: [{}] });
  });

  it("removes a model with its metrics, and leaves those of the runs", async () => {
    const store = await withThings(open);
    await store.changeModel(modelId(3), { stage: "deleted", at: 10 });
    expect(await store.collect([item("model", 3, 10)])).toEqual([item("model", 3, 10)]);
    expect(await store.modelMetrics(modelId(3))).toEqual([]);
    expect((await store.run(runId(1)))?.metrics).toHaveLength(1);
    await expect(store.changeModel(modelId(3), { at: 11 })).rejects.toMatchObject({ code: "tracking.model_unknown" });
  });

  it("leaves alone what was restored meanwhile, deleted again since, or is not there", async () => {
    const store = await withThings(open);
    for (const n of [1, 2]) await store.setRunStage(runId(n), "deleted", 10);
    await store.changeExperiment("1", { stage: "deleted", at: 20 });
    const items = await store.collectable(FAR, 100);
    expect(items).toHaveLength(4);
    await store.changeExperiment("1", { stage: "active", at: 30 });
    await store.setRunStage(runId(2), "active", 31);
    await store.setRunStage(runId(2), "deleted", 32);
    for (const one of [...items, item("run", 9, 10)]) expect(await store.isCollectable(one)).toBe(false);
    expect(await store.isCollectable(item("run", 2, 32))).toBe(true);
    expect(await store.collect([...items, item("run", 9, 10)])).toEqual([]);
    for (const n of [1, 2]) expect(await store.run(runId(n))).not.toBeNull();
    expect(await store.model(modelId(1))).not.toBeNull();
    expect(await store.collect([])).toEqual([]);
  });

  it("never uses the number of a removed experiment again, but its name", async () => {
    const store = await withThings(open);
    await store.changeExperiment("1", { stage: "deleted", at: 50 });
    await store.collect([experiment(50)]);
    const again = await store.createExperiment({ name: "a", artifactLocation: null, tags: [], at: 60 });
    expect(again).toMatchObject({ id: "2", tags: [] });
    expect((await store.searchRuns(["2"], "all", query())).items).toEqual([]);
  });
}
