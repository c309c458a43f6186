import { expect, it } from "vitest";
import type { TrackingStore } from "./index.js";
import { query, sampleRun } from "./tracking-store.fixture.js";

type Wish = Parameters<TrackingStore["createExperiment"]>[0];

function wish(name: string, change: Partial<Wish> = {}): Wish {
  return { name, artifactLocation: null, tags: [], at: 10, ...change };
}

/** The part of the contract about experiments. */
export function trackingExperimentsContract(open: () => Promise<TrackingStore>): void {
  it("has an experiment 0 named Default from the start", async () => {
    const store = await open();
    const experiment = await store.experiment("0");
    expect(experiment).toMatchObject({ id: "0", name: "Default", stage: "active", tags: [] });
    expect(experiment?.artifactLocation).toMatch(/[^/]\/0$/);
    expect(await store.experimentByName("Default")).toEqual(experiment);
    expect((await store.searchExperiments("all", query())).items).toEqual([experiment]);
  });

  it("numbers experiments and puts them under the root, unless they have a place of their own", async () => {
    const store = await open();
    const root = (await store.experiment("0"))!.artifactLocation.slice(0, -"/0".length);
    const first = await store.createExperiment(wish("first"));
    expect(first).toEqual({
      id: "1",
      name: "first",
      artifactLocation: `${root}/1`,
      stage: "active",
      createdAt: 10,
      updatedAt: 10,
      tags: [],
    });
    const tags = [
      { key: "b", value: "1" },
      { key: "a", value: "" },
      { key: "b", value: "2" },
    ];
    const second = await store.createExperiment(wish("second", { artifactLocation: "s3://bucket/x", tags, at: 11 }));
    expect(second).toMatchObject({ id: "2", artifactLocation: "s3://bucket/x", createdAt: 11 });
    expect(second.tags).toEqual([tags[1], tags[2]]);
    expect(await store.experiment("2")).toEqual(second);
    expect(await store.experimentByName("second")).toEqual(second);
  });

  it("knows nothing of other ids and names, whatever they look like", async () => {
    const store = await open();
    for (const id of ["1", "-1", "", "x", "00", "0.0", " 0", "99999999999999999999999", "0'; --"])
      expect(await store.experiment(id), id).toBeNull();
    expect(await store.experimentByName("default")).toBeNull();
    expect(await store.experimentByName("")).toBeNull();
  });

  it("refuses a name that is taken, also by a deleted experiment, and uses no number up for it", async () => {
    const store = await open();
    const { id } = await store.createExperiment(wish("a"));
    const taken = { code: "tracking.experiment_exists", message: "Experiment(name=a) already exists." };
    await expect(store.createExperiment(wish("a"))).rejects.toMatchObject(taken);
    await store.changeExperiment(id, { stage: "deleted", at: 20 });
    await expect(store.createExperiment(wish("a", { at: 21 }))).rejects.toMatchObject(taken);
    expect(await store.experimentByName("a")).toMatchObject({ id, stage: "deleted" });
    expect((await store.createExperiment(wish("A"))).id).toBe("2");
    await expect(store.changeExperiment("2", { name: "a", at: 22 })).rejects.toMatchObject(taken);
    expect(await store.experiment("2")).toMatchObject({ name: "A", updatedAt: 10 });
  });

  it("renames an active experiment, to its own name too", async () => {
    const store = await open();
    const { id } = await store.createExperiment(wish("old"));
    await store.changeExperiment(id, { name: "new", at: 30 });
    expect(await store.experiment(id)).toMatchObject({ name: "new", createdAt: 10, updatedAt: 30 });
    await store.changeExperiment(id, { name: "new", at: 31 });
    expect(await store.experiment(id)).toMatchObject({ name: "new", updatedAt: 31 });
    expect(await store.experimentByName("old")).toBeNull();
    expect((await store.createExperiment(wish("old"))).id).toBe("2");
    await store.changeExperiment(id, { stage: "deleted", at: 32 });
    await expect(store.changeExperiment(id, { name: "newer", at: 33 })).rejects.toMatchObject({
      code: "tracking.not_active",
      message: "Cannot rename a non-active experiment.",
    });
    expect(await store.experiment(id)).toMatchObject({ name: "new", stage: "deleted", updatedAt: 32 });
  });

  it("does not know an experiment that is not there, nor delete what is deleted or restore what is active", async () => {
    const store = await open();
    const unknown = (id: string) => ({
      code: "tracking.experiment_unknown",
      message: `No Experiment with id=${id} exists`,
    });
    await expect(store.changeExperiment("7", { name: "x", at: 1 })).rejects.toMatchObject(unknown("7"));
    await expect(store.changeExperiment("7", { stage: "deleted", at: 1 })).rejects.toMatchObject(unknown("7"));
    await expect(store.tagExperiment("7", "k", "v")).rejects.toMatchObject(unknown("7"));
    await expect(store.tagExperiment("7", "k", null)).rejects.toMatchObject(unknown("7"));
    await expect(store.createRun(sampleRun(1, { experimentId: "7" }), [])).rejects.toMatchObject(unknown("7"));
    await expect(store.changeExperiment("0", { stage: "active", at: 1 })).rejects.toMatchObject(unknown("0"));
    await store.changeExperiment("0", { stage: "deleted", at: 2 });
    await expect(store.changeExperiment("0", { stage: "deleted", at: 3 })).rejects.toMatchObject(unknown("0"));
    expect(await store.experiment("0")).toMatchObject({ stage: "deleted", updatedAt: 2 });
  });

  it("deletes an experiment with its runs, and restores it with all of them", async () => {
    const store = await open();
    const { id } = await store.createExperiment(wish("a"));
    for (const n of [1, 2, 3]) await store.createRun(sampleRun(n, { experimentId: id }), []);
    await store.createRun(sampleRun(4), []);
    await store.setRunStage(sampleRun(2).id, "deleted", 15);
    await store.changeExperiment(id, { stage: "deleted", at: 20 });
    const stages = async () => {
      const runs = await Promise.all([1, 2, 3, 4].map((n) => store.run(sampleRun(n).id)));
      return runs.map((run) => run?.info.stage);
    };
    expect(await stages()).toEqual(["deleted", "deleted", "deleted", "active"]);
    expect(await store.experiment(id)).toMatchObject({ stage: "deleted", updatedAt: 20 });
    await store.changeExperiment(id, { stage: "active", at: 30 });
    expect(await stages()).toEqual(["active", "active", "active", "active"]);
    expect(await store.experiment(id)).toMatchObject({ stage: "active", updatedAt: 30 });
  });

  it("lets a run be restored within a deleted experiment, and deleted again on its own", async () => {
    const store = await open();
    const { id } = await store.createExperiment(wish("a"));
    for (const n of [1, 2]) await store.createRun(sampleRun(n, { experimentId: id }), []);
    await store.changeExperiment(id, { stage: "deleted", at: 20 });
    for (const n of [1, 2]) await store.setRunStage(sampleRun(n).id, "active", 21);
    await store.setRunStage(sampleRun(2).id, "deleted", 22);
    expect((await store.run(sampleRun(1).id))?.info.stage).toBe("active");
    await store.changeExperiment(id, { stage: "active", at: 30 });
    expect((await store.run(sampleRun(1).id))?.info.stage).toBe("active");
    expect((await store.run(sampleRun(2).id))?.info.stage).toBe("active");
  });

  it("takes nothing new into a deleted experiment", async () => {
    const store = await open();
    const { id } = await store.createExperiment(wish("a", { tags: [{ key: "k", value: "v" }] }));
    await store.changeExperiment(id, { stage: "deleted", at: 20 });
    const inactive = {
      code: "tracking.not_active",
      message: `The experiment ${id} must be in the 'active' state. Current state is deleted.`,
    };
    await expect(store.createRun(sampleRun(1, { experimentId: id }), [])).rejects.toMatchObject(inactive);
    await expect(store.tagExperiment(id, "k", "w")).rejects.toMatchObject(inactive);
    await expect(store.tagExperiment(id, "k", null)).rejects.toMatchObject(inactive);
    expect(await store.run(sampleRun(1).id)).toBeNull();
    expect((await store.experiment(id))?.tags).toEqual([{ key: "k", value: "v" }]);
  });

  it("sets, replaces and removes tags, which change no time", async () => {
    const store = await open();
    for (const [key, value] of [
      ["b", "1"],
      ["a", "2"],
      ["b", "3"],
    ])
      await store.tagExperiment("0", key, value);
    expect(await store.experiment("0")).toMatchObject({
      tags: [
        { key: "a", value: "2" },
        { key: "b", value: "3" },
      ],
      updatedAt: 0,
    });
    await store.tagExperiment("0", "a", null);
    expect(await store.experiment("0")).toMatchObject({ tags: [{ key: "b", value: "3" }], updatedAt: 0 });
    await expect(store.tagExperiment("0", "a", null)).rejects.toMatchObject({
      code: "tracking.tag_unknown",
      message: "No tag with name: a in experiment with id 0",
    });
    expect((await store.experiment("0"))?.updatedAt).toBe(0);
  });

  it("gives one name to one of many that ask for it at the same time, and each its own number", async () => {
    const store = await open();
    const made = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => store.createExperiment(wish(`name ${i % 5}`))),
    );
    const ids = made.flatMap((one) => (one.status === "fulfilled" ? [one.value.id] : []));
    expect(ids.map(Number).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    for (const one of made)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "tracking.experiment_exists" });
  });
}
