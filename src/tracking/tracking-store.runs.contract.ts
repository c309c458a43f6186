import { expect, it } from "vitest";
import type { TrackingStore } from "./index.js";
import { NOTHING, query, runId, sampleRun } from "./tracking-store.fixture.js";

/** The part of the contract about runs. */
export function trackingRunsContract(open: () => Promise<TrackingStore>): void {
  it("gives a run back as it was made, with its name as a tag", async () => {
    const store = await open();
    const info = sampleRun(1, { name: "swift owl", status: "SCHEDULED", startedAt: null, endedAt: 7 });
    const tags = [
      { key: "team", value: "red" },
      { key: "a", value: "1" },
      { key: "team", value: "blue" },
    ];
    await store.createRun(info, tags);
    expect(await store.run(info.id)).toEqual({
      info,
      metrics: [],
      params: [],
      tags: [
        { key: "a", value: "1" },
        { key: "mlflow.runName", value: "swift owl" },
        { key: "team", value: "blue" },
      ],
      datasets: [],
      modelInputs: [],
      modelOutputs: [],
    });
    expect(await store.run(runId(2))).toBeNull();
    expect(await store.run("no' such")).toBeNull();
  });

  it("changes status, end and name, and the tag follows the name", async () => {
    const store = await open();
    await store.createRun(sampleRun(1), []);
    expect(await store.changeRun(runId(1), { status: "FAILED", endedAt: 99 })).toEqual(
      sampleRun(1, { status: "FAILED", endedAt: 99 }),
    );
    expect(await store.changeRun(runId(1), { name: "b" })).toMatchObject({ name: "b", status: "FAILED", endedAt: 99 });
    const run = await store.run(runId(1));
    expect(run?.info.name).toBe("b");
    expect(run?.tags).toEqual([{ key: "mlflow.runName", value: "b" }]);
    expect(await store.changeRun(runId(1), {})).toEqual(run?.info);
  });

  it("renames a run by its tag, and keeps the name when the tag is removed", async () => {
    const store = await open();
    await store.createRun(sampleRun(1), []);
    const tags = [
      { key: "mlflow.runName", value: "b" },
      { key: "mlflow.runName", value: "c" },
    ];
    await store.log(runId(1), { ...NOTHING, tags });
    expect(await store.run(runId(1))).toMatchObject({ info: { name: "c" }, tags: [tags[1]] });
    await store.removeRunTag(runId(1), "mlflow.runName");
    expect(await store.run(runId(1))).toMatchObject({ info: { name: "c" }, tags: [] });
    await store.changeRun(runId(1), { name: "d" });
    expect(await store.run(runId(1))).toMatchObject({ info: { name: "d" }, tags: [{ value: "d" }] });
  });

  it("finds a run under its new name and no longer under its old one", async () => {
    const store = await open();
    await store.createRun(sampleRun(1, { name: "old" }), []);
    await store.log(runId(1), { ...NOTHING, tags: [{ key: "mlflow.runName", value: "new" }] });
    const named = async (name: string) => {
      const field = { entity: "attribute", key: "run_name" } as const;
      const where = { kind: "comparison", field, comparator: "=", value: name } as const;
      return (await store.searchRuns(["0"], "all", query({ where }))).items.length;
    };
    expect([await named("old"), await named("new")]).toEqual([0, 1]);
  });

  it("does not know a run that is not there", async () => {
    const store = await open();
    const unknown = { code: "tracking.run_unknown", message: `Run with id=${runId(5)} not found` };
    await expect(store.changeRun(runId(5), { status: "FINISHED" })).rejects.toMatchObject(unknown);
    await expect(store.setRunStage(runId(5), "deleted", 1)).rejects.toMatchObject(unknown);
    await expect(store.setRunStage(runId(5), "active", 1)).rejects.toMatchObject(unknown);
    await expect(store.log(runId(5), NOTHING)).rejects.toMatchObject(unknown);
    await expect(store.removeRunTag(runId(5), "k")).rejects.toMatchObject(unknown);
    await expect(store.logInputs(runId(5), [], [])).rejects.toMatchObject(unknown);
    await expect(store.logOutputs(runId(5), [])).rejects.toMatchObject(unknown);
  });

  it("deletes and restores a run, as often as one likes", async () => {
    const store = await open();
    await store.createRun(sampleRun(1), []);
    for (const stage of ["active", "deleted", "deleted", "active", "active", "deleted"] as const) {
      await store.setRunStage(runId(1), stage, 50);
      expect((await store.run(runId(1)))?.info.stage).toBe(stage);
    }
  });

  it("takes nothing new into a deleted run, and all again once it is restored", async () => {
    const store = await open();
    await store.createRun(sampleRun(1), [{ key: "k", value: "v" }]);
    await store.setRunStage(runId(1), "deleted", 50);
    const before = await store.run(runId(1));
    const inactive = {
      code: "tracking.not_active",
      message: `The run ${runId(1)} must be in the 'active' state. Current state is deleted.`,
    };
    const log = () => store.log(runId(1), { ...NOTHING, tags: [{ key: "k", value: "w" }] });
    await expect(log()).rejects.toMatchObject(inactive);
    await expect(store.changeRun(runId(1), { name: "x" })).rejects.toMatchObject(inactive);
    await expect(store.removeRunTag(runId(1), "k")).rejects.toMatchObject(inactive);
    await expect(store.logInputs(runId(1), [], ["m-1"])).rejects.toMatchObject(inactive);
    await expect(store.logOutputs(runId(1), [{ modelId: "m-1", step: 0 }])).rejects.toMatchObject(inactive);
    expect(await store.run(runId(1))).toEqual(before);
    await store.setRunStage(runId(1), "active", 51);
    await log();
    expect((await store.run(runId(1)))?.tags).toContainEqual({ key: "k", value: "w" });
  });

  it("keeps what it was given, whatever the caller does to its objects afterwards", async () => {
    const store = await open();
    const info = sampleRun(1);
    const tags = [{ key: "k", value: "v" }];
    await store.createRun(info, tags);
    const kept = await store.run(info.id);
    info.name = "changed";
    tags[0].value = "changed";
    kept!.info.status = "KILLED";
    kept!.tags.length = 0;
    expect(await store.run(runId(1))).toMatchObject({ info: sampleRun(1), tags: [{ key: "k", value: "v" }, {}] });
  });
}
