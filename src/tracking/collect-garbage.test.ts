import { beforeEach, describe, expect, it } from "vitest";
import { virtualClock } from "../core/index.js";
import { createMemoryArtifactTree } from "../store/memory/artifact-tree.js";
import { createMemoryTrackingStore } from "../store/memory/tracking/create.js";
import { type Collectable, collectGarbage, type Garbage, type TrackingStore } from "./index.js";
import { modelId, runId, sampleModel, sampleRun } from "./tracking-store.fixture.js";

const NOW = 100;

describe("what goes with what is removed for good", () => {
  const clock = virtualClock(NOW);
  let files: Map<string, Uint8Array>;
  let tracking: TrackingStore;
  let needed: [string, string][];

  beforeEach(() => {
    files = new Map();
    needed = [];
    tracking = createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:", clock });
  });

  const collect = (isDryRun = false): Promise<Garbage> => {
    const artifacts = createMemoryArtifactTree(files, { clock });
    const traces = { remove: async () => 0 };
    async function* neededArtifacts() {
      yield* needed;
    }
    const context = { tracking, artifacts, traces, objects: null, neededArtifacts, clock };
    return collectGarbage(context, { olderThanMs: 0, isDryRun });
  };
  const experiment = async (name: string, artifactLocation: string | null): Promise<string> => {
    const { id } = await tracking.createExperiment({ name, artifactLocation, tags: [], at: 1 });
    return id;
  };
  const run = async (n: number, experimentId: string, location: string): Promise<string> => {
    const path = `${location}/${runId(n)}/artifacts`;
    await tracking.createRun(sampleRun(n, { experimentId, artifactUri: `mlflow-artifacts:/${path}` }), []);
    files.set(`${path}/file`, new Uint8Array(n));
    return `${path}/file`;
  };
  const model = async (n: number, experimentId: string): Promise<string> => {
    const path = `${experimentId}/models/${modelId(n)}/artifacts`;
    await tracking.createModel(sampleModel(n, { experimentId, artifactUri: `mlflow-artifacts:/${path}` }));
    files.set(`${path}/model.onnx`, new Uint8Array(n));
    return `${path}/model.onnx`;
  };
  const remove = (id: string) => tracking.changeExperiment(id, { stage: "deleted", at: 2 });
  const ids = (items: readonly Collectable[]) => items.map(({ kind, id }) => `${kind} ${id}`);

  it("is an experiment's directory, with whatever is there", async () => {
    const id = await experiment("a", null);
    await run(1, id, id);
    files.set(`${id}/traces/tr-1/artifacts/traces.json`, new Uint8Array(1));
    await remove(id);
    expect(ids((await collect()).items)).toEqual([`run ${runId(1)}`, `experiment ${id}`]);
    expect([...files]).toEqual([]);
  });

  it("is only what is its runs' own where others have the directory, or one in it or above", async () => {
    const locations = ["shared", "shared", "shared/below", "shared/below/deep"];
    const all: string[] = [];
    for (const [i, location] of locations.entries())
      all.push(await experiment(`e${i}`, `mlflow-artifacts:/${location}`));
    const paths = await Promise.all(all.map((id, i) => run(i + 1, id, locations[i])));
    files.set("shared/other", new Uint8Array(1));
    for (const [i, id] of all.entries()) {
      await remove(id);
      expect(ids((await collect()).items)).toEqual([`run ${runId(i + 1)}`, `experiment ${id}`]);
      if (i < 3) expect([...files.keys()].sort()).toEqual([...paths.slice(i + 1), "shared/other"].sort());
    }
  });

  it("is the rest as well when all who share a directory go at once", async () => {
    const all = [await experiment("a", "mlflow-artifacts:/shared"), await experiment("b", "mlflow-artifacts:/shared")];
    files.set("shared/traces/tr-1", new Uint8Array(1));
    for (const id of all) await remove(id);
    expect(ids((await collect()).items)).toEqual(all.map((id) => `experiment ${id}`));
    expect([...files]).toEqual([]);
  });

  it("is not what is needed, nor what that is under, as a dry run says", async () => {
    const id = await experiment("a", null);
    await run(1, id, id);
    const model1 = await model(1, id);
    await model(2, id);
    needed = [
      [`mlflow-artifacts:/${id}/models/${modelId(1)}/artifacts`, "models:/churn/1"],
      ["s3://elsewhere", "models:/churn/2"],
    ];
    await remove(id);
    const neededBy = "models:/churn/1";
    for (const isDryRun of [true, false]) {
      const { items, kept } = await collect(isDryRun);
      expect(ids(items)).toEqual([`run ${runId(1)}`, `model ${modelId(2)}`]);
      expect(kept).toMatchObject([
        { kind: "model", id: modelId(1), neededBy },
        { kind: "experiment", id, neededBy },
      ]);
    }
    expect([...files.keys()]).toEqual([model1]);
    needed = [];
    expect(ids((await collect()).items)).toEqual([`model ${modelId(1)}`, `experiment ${id}`]);
    expect([...files]).toEqual([]);
  });

  it("is nothing of what is restored while others are removed", async () => {
    const [first, second] = await Promise.all([run(1, "0", "0"), run(2, "0", "0")]);
    for (const n of [1, 2]) await tracking.setRunStage(runId(n), "deleted", n);
    const { collect: removeForGood, setRunStage } = tracking;
    tracking = {
      ...tracking,
      async collect(items) {
        await setRunStage(runId(2), "active", NOW);
        return removeForGood(items);
      },
    };
    expect(ids((await collect()).items)).toEqual([`run ${runId(1)}`]);
    expect([files.has(first), files.has(second)]).toEqual([false, true]);
  });

  it("is found behind any number of things that stay", async () => {
    for (let n = 1; n <= 1100; n++) {
      await run(n, "0", n < 1100 ? "needed" : "free");
      await tracking.setRunStage(runId(n), "deleted", n);
    }
    needed = [["mlflow-artifacts:/needed", "models:/churn/1"]];
    clock.moveTo(2000);
    const { items, kept } = await collect();
    expect([ids(items), kept.length]).toEqual([[`run ${runId(1100)}`], 1099]);
    expect(files.size).toBe(1099);
  });
});
