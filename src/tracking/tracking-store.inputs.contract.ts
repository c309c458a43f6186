import { expect, it } from "vitest";
import type { TrackingStore } from "./index.js";
import { query, runId, sampleInput, sampleRun, where } from "./tracking-store.fixture.js";

async function withRuns(open: () => Promise<TrackingStore>): Promise<TrackingStore> {
  const store = await open();
  await store.createExperiment({ name: "other", artifactLocation: null, tags: [], at: 1 });
  for (const n of [1, 2]) await store.createRun(sampleRun(n), []);
  await store.createRun(sampleRun(3, { experimentId: "1" }), []);
  return store;
}

/** The part of the contract about datasets and models that runs read, and models that they made. */
export function trackingInputsContract(open: () => Promise<TrackingStore>): void {
  it("keeps what a run read in the order in which it was logged, with tags by key", async () => {
    const store = await withRuns(open);
    const rich = {
      dataset: {
        ...sampleInput("b", "1").dataset,
        schema: '{"é":"😀"}',
        profile: "",
      },
      tags: [
        { key: "z", value: "1" },
        { key: "mlflow.data.context", value: "train" },
        { key: "z", value: "2" },
      ],
    };
    await store.logInputs(runId(1), [rich, sampleInput("b", "0"), sampleInput("a", "9", "eval")], ["m-2", "m-1"]);
    await store.logInputs(runId(1), [sampleInput("a", "8")], ["m-0"]);
    const run = await store.run(runId(1));
    expect(run?.datasets).toEqual([
      { dataset: rich.dataset, tags: [rich.tags[1], rich.tags[2]] },
      sampleInput("b", "0"),
      sampleInput("a", "9", "eval"),
      sampleInput("a", "8"),
    ]);
    expect(run?.modelInputs).toEqual(["m-2", "m-1", "m-0"]);
    expect((await store.run(runId(2)))?.datasets).toEqual([]);
  });

  it("leaves alone what a run has read already", async () => {
    const store = await withRuns(open);
    await store.logInputs(runId(1), [sampleInput("a", "1", "train"), sampleInput("a", "1", "eval")], ["m-1", "m-1"]);
    await store.logInputs(runId(1), [sampleInput("a", "1", "test"), sampleInput("a", "2")], ["m-1", "m-2"]);
    await store.logInputs(runId(1), [], []);
    const run = await store.run(runId(1));
    expect(run?.datasets).toEqual([sampleInput("a", "1", "train"), sampleInput("a", "2")]);
    expect(run?.modelInputs).toEqual(["m-1", "m-2"]);
  });

  it("takes name and digest in one experiment for one dataset, described by who came first", async () => {
    const store = await withRuns(open);
    const described = (source: string, context: string) => {
      const input = sampleInput("a", "1", context);
      return { ...input, dataset: { ...input.dataset, source } };
    };
    await store.logInputs(runId(1), [described("first", "train")], []);
    await store.logInputs(runId(2), [described("second", "eval")], []);
    await store.logInputs(runId(3), [described("third", "train")], []);
    expect((await store.run(runId(2)))?.datasets).toEqual([described("first", "eval")]);
    expect((await store.run(runId(3)))?.datasets).toEqual([described("third", "train")]);
  });

  it("keeps the models that a run made in the order in which they were logged, each at its first step", async () => {
    const store = await withRuns(open);
    await store.logOutputs(runId(1), [
      { modelId: "m-b", step: 3 },
      { modelId: "m-a", step: -1 },
      { modelId: "m-b", step: 4 },
    ]);
    await store.logOutputs(runId(1), [
      { modelId: "m-a", step: 7 },
      { modelId: "m-c", step: 0 },
    ]);
    await store.logOutputs(runId(2), [{ modelId: "m-a", step: 9 }]);
    expect((await store.run(runId(1)))?.modelOutputs).toEqual([
      { modelId: "m-b", step: 3 },
      { modelId: "m-a", step: -1 },
      { modelId: "m-c", step: 0 },
    ]);
    expect((await store.run(runId(1)))?.modelInputs).toEqual([]);
  });

  it("gives inputs and outputs with the runs that a search finds", async () => {
    const store = await withRuns(open);
    await store.logInputs(runId(2), [sampleInput("a", "1", "train")], ["m-1"]);
    await store.logOutputs(runId(2), [{ modelId: "m-2", step: 1 }]);
    const found = await store.searchRuns(["0"], "all", query({ where: where("dataset", "name", "=", "a") }));
    expect(found.items).toEqual([await store.run(runId(2))]);
  });

  it("lists the datasets of experiments with their contexts, each once", async () => {
    const store = await withRuns(open);
    await store.logInputs(runId(1), [sampleInput("b", "1", "train"), sampleInput("a", "2")], []);
    await store.logInputs(runId(2), [sampleInput("b", "1", "train"), sampleInput("a", "2", "eval")], []);
    await store.logInputs(runId(3), [sampleInput("0", "1", "train")], []);
    await store.setRunStage(runId(2), "deleted", 9);
    const all = [
      { experimentId: "0", name: "a", digest: "2", context: "" },
      { experimentId: "0", name: "a", digest: "2", context: "eval" },
      { experimentId: "0", name: "b", digest: "1", context: "train" },
      { experimentId: "1", name: "0", digest: "1", context: "train" },
    ];
    expect(await store.datasets(["1", "0", "77", "x"], 100)).toEqual(all);
    expect(await store.datasets(["0"], 2)).toEqual(all.slice(0, 2));
    expect(await store.datasets([], 2)).toEqual([]);
  });
}
