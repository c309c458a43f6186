import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainingsContract } from "../../training/trainings.contract.js";
import { makeHeld } from "./held-folder.js";
import { createTrainingFolders } from "./trainings.js";

const HERE = { areRunsBeside: true };
const ELSEWHERE = { areRunsBeside: false };

let root: string;
let count = 0;
const fresh = (): string => join(root, String(count++), "trainings");
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "gyre-trainings-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("trainings under way, as held folders", () => {
  trainingsContract(async () => {
    const directory = fresh();
    return [createTrainingFolders(directory, HERE), createTrainingFolders(directory, HERE)];
  });

  it("gives one whose process is gone again until the work with it has been done", async () => {
    const directory = fresh();
    (await makeHeld(join(directory, "run_01"))).release();
    const trainings = createTrainingFolders(directory, HERE);
    await expect(trainings.abandoned(() => Promise.reject(new Error("no database")))).rejects.toThrow("no database");
    const found: string[] = [];
    await trainings.abandoned(async (runId) => void found.push(runId));
    await trainings.abandoned(async (runId) => void found.push(runId));
    expect(found).toEqual(["run_01"]);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ["nothing of a run that is elsewhere", ELSEWHERE, []],
    ["that a run which was copied with it has no process", HERE, ["run_01"]],
  ])("says by a copy %s", async (_what, runs, expected) => {
    const [directory, copy] = [fresh(), fresh()];
    const training = await createTrainingFolders(directory, runs).begin("run_01");
    // A plain copy opens the lock, which would let it go in the same process.
    await mkdir(dirname(copy), { recursive: true });
    execFileSync("cp", ["-r", directory, copy]);
    const found: string[] = [];
    for (const place of [directory, copy])
      await createTrainingFolders(place, runs).abandoned(async (runId) => void found.push(runId));
    expect(found).toEqual(expected);
    expect(await readdir(copy)).toEqual([]);
    expect(await readdir(directory)).toHaveLength(1);
    await training.end();
  });
});
