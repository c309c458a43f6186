import { describe, expect, it } from "vitest";
import { madeInput, madeWorld } from "../../test/support/made-training.js";
import { sampleTrainingRun } from "../tracking/training-run-store.contract.js";
import { endAbandoned, type TrainingsUnderWay, train } from "./index.js";

/** A world in which these trainings' processes are gone; notes which trainings a tracking server was asked to end. */
function deadWorld(...dead: readonly string[]) {
  const left = new Set(dead);
  const asked: string[] = [];
  const trainings: TrainingsUnderWay = {
    begin: async () => ({ end: async () => undefined }),
    async abandoned(work) {
      for (const runId of left) {
        await work(runId);
        left.delete(runId);
      }
    },
  };
  const world = { ...madeWorld(), trainings, endScriptRun: async ({ id }: { id: string }) => void asked.push(id) };
  return { world, asked };
}

describe("trainings whose process is gone", () => {
  it("are ended as failed, saying why and when, and all others stay as they are", async () => {
    const { world, asked } = deadWorld("run_01", "run_02", "run_03");
    const script = sampleTrainingRun({ id: "run_02", params: { kind: "python" } });
    const finished = sampleTrainingRun({ id: "run_03", status: "finished", endedAt: 5 });
    const living = sampleTrainingRun({ id: "run_04" });
    for (const run of [sampleTrainingRun(), script, finished, living]) await world.runs.save(run);
    const ended = await endAbandoned(world);
    expect(ended.map(({ id }) => id)).toEqual(["run_01", "run_02"]);
    expect(await world.runs.get("run_01")).toEqual({
      ...sampleTrainingRun(),
      status: "failed",
      endedAt: world.clock.now(),
      failure: "killed: its process was gone before the training had ended",
    });
    expect(asked).toEqual(["run_02"]);
    expect([await world.runs.get("run_03"), await world.runs.get("run_04")]).toEqual([finished, living]);
    expect(await endAbandoned(world)).toEqual([]);
  });

  it("are forgotten when they were killed before their run was kept, and asked about again when ending failed", async () => {
    const { world } = deadWorld("run_09", "run_02");
    await world.runs.save(sampleTrainingRun({ id: "run_02", params: { kind: "python" } }));
    const away = { ...world, endScriptRun: () => Promise.reject(new Error("the database is away")) };
    await expect(endAbandoned(away)).rejects.toThrow("away");
    expect(await world.runs.get("run_02")).toMatchObject({ status: "running" });
    expect((await endAbandoned(world)).map(({ id }) => id)).toEqual(["run_02"]);
  });
});

it("a training is under way from before its run is kept until after its last word", async () => {
  const world = madeWorld();
  const steps: string[] = [];
  const trainings: TrainingsUnderWay = {
    ...world.trainings,
    async begin(runId) {
      steps.push(`begin ${(await world.runs.get(runId))?.status ?? "unknown"}`);
      return { end: async () => void steps.push(`end ${(await world.runs.get(runId))?.status}`) };
    },
  };
  await train({ ...world, trainings }, madeInput());
  const failing = madeInput({ asOf: 0 });
  await expect(train({ ...world, trainings }, failing)).rejects.toThrow();
  expect(steps).toEqual(["begin unknown", "end finished", "begin unknown", "end failed"]);
});
