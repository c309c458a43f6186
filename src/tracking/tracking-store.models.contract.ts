import { expect, it } from "vitest";
import type { TrackingStore } from "./index.js";
import { LARGEST, metric, modelId, NOTHING, query, runId, sampleModel, sampleRun } from "./tracking-store.fixture.js";

async function withModel(open: () => Promise<TrackingStore>): Promise<TrackingStore> {
  const store = await open();
  for (const n of [1, 2]) await store.createRun(sampleRun(n), []);
  await store.createModel(sampleModel(1));
  return store;
}

const onTrain = { modelId: modelId(1), datasetName: "train", datasetDigest: "d1" };

/** The part of the contract about logged models. */
export function trackingModelsContract(open: () => Promise<TrackingStore>): void {
  it("gives a model back as it was made, params and tags by key", async () => {
    const store = await open();
    const tags = [
      { key: "b", value: "1" },
      { key: "a", value: "é" },
      { key: "b", value: "" },
    ];
    const made = sampleModel(1, { sourceRunId: runId(9), modelType: "xgb", params: tags.slice(0, 2), tags });
    await store.createModel(made);
    const params = [tags[1], tags[0]];
    expect(await store.model(made.id)).toEqual({ ...made, params, tags: [tags[1], tags[2]], metrics: [] });
    expect(await store.model(modelId(2))).toBeNull();
  });

  it("takes a model only into an active experiment", async () => {
    const store = await open();
    await expect(store.createModel(sampleModel(1, { experimentId: "3" }))).rejects.toMatchObject({
      code: "tracking.experiment_unknown",
      message: "No Experiment with id=3 exists",
    });
    await store.changeExperiment("0", { stage: "deleted", at: 2 });
    await expect(store.createModel(sampleModel(1))).rejects.toMatchObject({
      code: "tracking.not_active",
      message: "The experiment 0 must be in the 'active' state. Current state is deleted.",
    });
    expect(await store.model(modelId(1))).toBeNull();
  });

  it("changes status, params and tags, and gives the model as it is then", async () => {
    const store = await withModel(open);
    const ready = await store.changeModel(modelId(1), { status: "LOGGED_MODEL_READY", at: 2_000 });
    expect(ready).toEqual({ ...sampleModel(1), status: "LOGGED_MODEL_READY", updatedAt: 2_000, metrics: [] });
    const changed = await store.changeModel(modelId(1), {
      params: [
        { key: "z", value: "1" },
        { key: "y", value: "2" },
      ],
      tags: [
        { key: "t", value: "1" },
        { key: "u", value: "2" },
        { key: "t", value: "3" },
      ],
      at: 2_001,
    });
    expect(changed).toMatchObject({
      status: "LOGGED_MODEL_READY",
      updatedAt: 2_001,
      params: [
        { key: "y", value: "2" },
        { key: "z", value: "1" },
      ],
      tags: [
        { key: "t", value: "3" },
        { key: "u", value: "2" },
      ],
    });
    expect(await store.model(modelId(1))).toEqual(changed);
    const fewer = await store.changeModel(modelId(1), { tags: [{ key: "t", value: null }], at: 2_002 });
    expect(fewer.tags).toEqual([{ key: "u", value: "2" }]);
  });

  it("takes the same param of a model again, and refuses another value with all that came with it", async () => {
    const store = await withModel(open);
    const params = [{ key: "p", value: "1" }];
    for (let times = 0; times < 2; times++) await store.changeModel(modelId(1), { params, at: 2_000 });
    const before = await store.model(modelId(1));
    expect(before?.params).toEqual(params);
    const changed = [
      { key: "new", value: "1" },
      { key: "p", value: "2" },
    ];
    await expect(store.changeModel(modelId(1), { params: changed, tags: params, at: 9_000 })).rejects.toMatchObject({
      code: "tracking.param_changed",
      details: { changed: [{ key: "p", was: "1", wished: "2" }] },
    });
    expect(await store.model(modelId(1))).toEqual(before);
  });

  it("refuses to remove a tag that is not there, and to change a model that is not there", async () => {
    const store = await withModel(open);
    const before = await store.model(modelId(1));
    const tags = [
      { key: "new", value: "1" },
      { key: "none", value: null },
    ];
    await expect(
      store.changeModel(modelId(1), { status: "LOGGED_MODEL_READY", tags, at: 9_000 }),
    ).rejects.toMatchObject({
      code: "tracking.tag_unknown",
      message: `No tag with key 'none' found for model with ID '${modelId(1)}'.`,
    });
    expect(await store.model(modelId(1))).toEqual(before);
    await expect(store.changeModel(modelId(7), { at: 1 })).rejects.toMatchObject({
      code: "tracking.model_unknown",
      message: `Logged model with ID '${modelId(7)}' not found.`,
    });
  });

  it("does not show a deleted model, which can still be changed, and deleted again", async () => {
    const store = await withModel(open);
    for (const at of [3_000, 3_001])
      expect(await store.changeModel(modelId(1), { stage: "deleted", at })).toMatchObject({ stage: "deleted" });
    const tags = [{ key: "t", value: "1" }];
    expect(await store.changeModel(modelId(1), { tags, at: 3_002 })).toMatchObject({ stage: "deleted", tags });
    expect(await store.model(modelId(1))).toBeNull();
    const search = { experimentIds: ["0"], datasets: [], query: query() };
    expect(await store.searchModels(search)).toEqual({ items: [], next: null });
  });

  it("keeps metrics of a model with the run and the dataset that they come from, and of the run as well", async () => {
    const store = await withModel(open);
    const metrics = [metric("acc", 0.5, 3, 1, onTrain), metric("acc", 0.25, 2, 1, onTrain), metric("run only", 1, 1)];
    await store.log(runId(1), { ...NOTHING, metrics });
    await store.log(runId(2), { ...NOTHING, metrics: [metric("acc", 0.75, 1, 0, { modelId: modelId(1) })] });
    const of = (value: number, timestamp: number, step: number, run: number, isOnData = true) => ({
      ...metric("acc", value, timestamp, step),
      modelId: modelId(1),
      runId: runId(run),
      datasetName: isOnData ? "train" : null,
      datasetDigest: isOnData ? "d1" : null,
    });
    const kept = [of(0.75, 1, 0, 2, false), of(0.25, 2, 1, 1), of(0.5, 3, 1, 1)];
    expect(await store.modelMetrics(modelId(1))).toEqual(kept);
    expect((await store.model(modelId(1)))?.metrics).toEqual(kept);
    expect((await store.run(runId(1)))?.metrics).toEqual([metric("acc", 0.5, 3, 1), metric("run only", 1, 1)]);
    expect(await store.modelMetrics(modelId(2))).toEqual([]);
  });

  it("leaves a metric of a model alone that is there already, of its run and dataset", async () => {
    const store = await withModel(open);
    const nan = metric("m", Number.NaN, 1, 0, onTrain);
    const infinite = metric("m", Number.POSITIVE_INFINITY, 1, 0, onTrain);
    for (let times = 0; times < 2; times++)
      await store.log(runId(1), { ...NOTHING, metrics: [nan, infinite, nan, { ...nan, datasetName: "eval" }] });
    await store.log(runId(2), { ...NOTHING, metrics: [nan] });
    await store.log(runId(1), { ...NOTHING, metrics: [metric("m", Number.NaN, 1)] });
    const kept = await store.modelMetrics(modelId(1));
    const brief = kept.map((one) => `${one.value} ${one.datasetName} ${Number.parseInt(one.runId, 16)}`).sort();
    expect(brief).toEqual(["NaN eval 1", "NaN train 1", "NaN train 2", `${LARGEST} train 1`].sort());
    const history = await store.history({ runId: runId(1), key: "m", limit: 9, after: null });
    expect(history.metrics).toEqual([metric("m", LARGEST, 1), metric("m", Number.NaN, 1)]);
  });

  it("takes metrics of a model that is deleted, as long as it is not removed", async () => {
    const store = await withModel(open);
    await store.changeModel(modelId(1), { stage: "deleted", at: 3_000 });
    await store.log(runId(1), { ...NOTHING, metrics: [metric("m", 1, 1, 0, onTrain)] });
    expect((await store.run(runId(1)))?.metrics).toEqual([metric("m", 1, 1)]);
    expect(await store.modelMetrics(modelId(1))).toMatchObject([{ value: 1, datasetName: "train" }]);
  });

  it("lists a model's metrics oldest first, and with the model by key", async () => {
    const store = await withModel(open);
    const metrics = [metric("b", 1, 1, 5, onTrain), metric("a", 2, 2, 4, onTrain), metric("b", 3, 3, 3, onTrain)];
    await store.log(runId(1), { ...NOTHING, metrics: [metrics[2], metrics[0], metrics[1]] });
    expect((await store.modelMetrics(modelId(1))).map((one) => one.value)).toEqual([1, 2, 3]);
    expect((await store.model(modelId(1)))?.metrics.map((one) => one.value)).toEqual([2, 1, 3]);
  });

  it("keeps 10,000 params and tags of a model", { timeout: 60_000 }, async () => {
    const store = await withModel(open);
    const pairs = Array.from({ length: 10_000 }, (_, i) => ({ key: String(10_000 + i), value: String(i) }));
    const changed = await store.changeModel(modelId(1), { params: pairs, tags: pairs, at: 1 });
    expect([changed.params, changed.tags]).toEqual([pairs, pairs]);
    const nulls = pairs.map(({ key }) => ({ key, value: null }));
    expect((await store.changeModel(modelId(1), { tags: nulls, at: 1 })).tags).toEqual([]);
  });
}
