import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/cli/system-clock.js";
import { openTrackingState } from "../../src/cli/tracking-store.js";
import type { RunInfo, TrainingRun } from "../../src/tracking/index.js";
import { dailyProject } from "../cli/daily-project.js";
import { gyre, gyreJson, inStore, type Started, start, temporaryFolder } from "../cli/gyre.js";
import { hasPython, pythonProject, WRITES_MODEL } from "../cli/python-project.js";
import { allEnd, isAlive, kill } from "./kills.js";

const KILLED = "killed: its process was gone before the training had ended";
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const trainings = (project: string): Promise<readonly TrainingRun[]> =>
  inStore(project, (store) => store.runs.list({ limit: 20 }));

/** Waits until something is so. */
async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error("waited for a minute");
}

/** All that a command writes to stderr, as it comes. */
function following({ process: { stderr } }: Started): { readonly said: () => string } {
  let said = "";
  stderr?.on("data", (chunk) => {
    said += chunk;
  });
  return { said: () => said };
}

it("a training that is killed is ended by the next one, and one that still trains is not", async () => {
  const project = join(folder.path, "trees");
  await gyreJson("init", project);
  const config = join(project, "gyre.config.ts");
  const text = await readFile(config, "utf8");
  await writeFile(config, text.replace(/trees: \d+/, "trees: 100000"));
  const begin = async (before: number) => {
    const training = start(["train", "--project", project]);
    const run = await until(async () => {
      const runs = await trainings(project);
      return runs.length > before && runs[0];
    });
    return { training, run };
  };
  const dead = await begin(0);
  const living = await begin(1);
  dead.training.process.kill("SIGKILL");
  await dead.training.ended;
  expect((await trainings(project)).map(({ status }) => status)).toEqual(["running", "running"]);
  await writeFile(config, text);
  const { stderr } = await gyre("train", "--project", project);
  expect(stderr).toContain(`Ended run ${dead.run.id} of returned: its process was killed`);
  expect(stderr).not.toContain(living.run.id);
  const [, second, first] = await trainings(project);
  expect(first).toMatchObject({ id: dead.run.id, status: "failed", endedAt: expect.any(Number), failure: KILLED });
  expect(second).toMatchObject({ id: living.run.id, status: "running", endedAt: null });
  living.training.process.kill("SIGINT");
  await living.training.ended;
  expect((await trainings(project))[1]).toMatchObject({ status: "failed", failure: "cancelled" });
});

describe.skipIf(!hasPython)("a training script (needs python3 with venv)", () => {
  /** Says that it is there, with a child of its own, and waits for a file before it goes on. */
  const waits = (go: string) => `${WRITES_MODEL}
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("STARTED", os.getpid(), child.pid, os.path.dirname(os.environ["GYRE_TRAIN"]), flush=True)
while not os.path.exists(${JSON.stringify(go)}):
    time.sleep(0.05)
`;
  const begun = async (project: string) => {
    const training = start(["train", "--project", project]);
    const { said } = following(training);
    const [, script, child, place] = await until(async () => /STARTED (\d+) (\d+) (\S+)/.exec(said()));
    return { training, pids: [Number(script), Number(child)], place };
  };
  let project: string;
  let go: string;
  beforeAll(async () => {
    go = join(folder.path, "go");
    project = await pythonProject(folder.path, { script: waits(go) });
  });

  /** Runs of the tracking server, the last started first. */
  async function runs(): Promise<readonly (RunInfo & { readonly failure: string | undefined })[]> {
    const state = await openTrackingState({ folder: join(project, ".gyre") }, systemClock);
    try {
      const query = { where: null, orderBy: [], limit: 50, after: null };
      const { items } = await state.tracking.searchRuns(["0", "1"], "active", query);
      return items.map(({ info, tags }) => ({
        ...info,
        failure: tags.find(({ key }) => key === "gyre.failure")?.value,
      }));
    } finally {
      await state.close();
    }
  }

  it("ends with the Gyre that started it, and the next training tidies up after both, but after nobody else", async () => {
    const [dead, living] = [await begun(project), await begun(project)];
    const byClient = await runOfClient(project);
    dead.training.process.kill("SIGKILL");
    expect(await allEnd(dead.pids, 5000)).toBe(true);
    const folders = async () => (await readdir(tmpdir())).map((name) => join(tmpdir(), name));
    expect(await folders()).toEqual(expect.arrayContaining([dead.place, living.place]));

    const { stderr } = await gyre("train", "--estimator", "baseline", "--project", project);
    expect(stderr.match(/Ended run/g)).toHaveLength(1);
    expect(await folders()).not.toContain(dead.place);
    expect(await folders()).toContain(living.place);
    const ofClient = { id: byClient, status: "RUNNING", endedAt: null, failure: undefined };
    const found = await runs();
    expect(found.find(({ id }) => id === byClient)).toMatchObject(ofClient);
    expect(found.filter(({ id }) => id !== byClient)).toMatchObject([
      { status: "RUNNING", endedAt: null, failure: undefined },
      { status: "KILLED", endedAt: expect.any(Number), failure: KILLED },
    ]);

    expect(await isAlive(living.pids[0])).toBe(true);
    await writeFile(go, "");
    const { code } = await living.training.ended;
    expect(code).toBe(0);
    expect((await runs()).find(({ id }) => id !== byClient)).toMatchObject({ status: "FINISHED" });
    expect((await runs()).find(({ id }) => id === byClient)).toMatchObject(ofClient);
    const left = await readdir(join(project, ".gyre", "trainings"), { recursive: true });
    expect(left.filter((path) => path.includes("run_"))).toEqual([]);
  });
});

it.skipIf(!hasPython)(
  "pip ends with the Gyre that waits for it, and what it had built is removed (needs python3 with venv)",
  async () => {
    const connections: Socket[] = [];
    const silent = createServer((connection) => void connections.push(connection));
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const { port } = silent.address() as AddressInfo;
    try {
      await mkdir(join(folder.path, "pip"));
      const project = await pythonProject(join(folder.path, "pip"), {
        script: WRITES_MODEL,
        options: 'requirements: ["nothing"]',
      });
      const env = { PIP_INDEX_URL: `http://127.0.0.1:${port}/simple` };
      const training = start(["train", "--project", project], { env });
      await until(async () => connections.length > 0);
      const closed = once(connections[0], "close");
      connections[0].resume();
      await kill(training, 0);
      // Less than pip itself would wait for an answer.
      expect(await Promise.race([closed.then(() => true), sleep(5000, false)])).toBe(true);
      const environments = join(project, ".gyre", "python");
      const [building] = await readdir(environments);
      expect(building).toMatch(/^\.building-/);
      expect((await gyreJson("gc", "--project", project)).environments).toEqual([building]);
      expect(await readdir(environments)).toEqual([]);
    } finally {
      silent.close();
    }
  },
);

it("a server that is killed takes the training beside it along", async () => {
  const project = join(folder.path, "daily");
  await dailyProject(project);
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000).toISOString();
  await gyreJson("train", "--deploy", "--as-of", twoDaysAgo, "--project", project);
  const config = join(project, "gyre.config.ts");
  await writeFile(config, (await readFile(config, "utf8")).replace(/trees: \d+/, "trees: 100000"));
  const up = start(["up", "--project", project, "--port", "0"]);
  const run = await until(async () => (await trainings(project)).find(({ status }) => status === "running"));
  const { children } = await kill(up, 0);
  expect(children.length).toBeGreaterThan(0);
  expect(await allEnd(children, 10_000)).toBe(true);
  const last = (await trainings(project)).find(({ id }) => id === run.id);
  expect(last).toMatchObject({ status: "failed", failure: "cancelled" });
});

/** A run that a client began by itself and has not ended. */
async function runOfClient(project: string): Promise<string> {
  const state = await openTrackingState({ folder: join(project, ".gyre") }, systemClock);
  try {
    const id = "ab".repeat(16);
    await state.tracking.createRun(
      {
        id,
        experimentId: "0",
        name: "theirs",
        userId: "",
        status: "RUNNING",
        startedAt: 1,
        endedAt: null,
        artifactUri: `mlflow-artifacts:/0/${id}/artifacts`,
        stage: "active",
      },
      [{ key: "mlflow.runName", value: "theirs" }],
    );
    return id;
  } finally {
    await state.close();
  }
}
