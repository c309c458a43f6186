import { readFileSync } from "node:fs";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/cli/system-clock.js";
import { openTrackingState, type TrackingState } from "../../src/cli/tracking-store.js";
import { gyreJson, inStore, REQUEST, start, temporaryFolder } from "./gyre.js";
import { here, hereJson } from "./in-process.js";
import { hasPython, pythonProject, WRITES_MODEL } from "./python-project.js";

/** Tells what it was given, and logs to the tracking server as a client would. */
const CURIOUS = `${WRITES_MODEL}
import json, sys, urllib.request
import helper.names as names
given = dict(os.environ)
body = json.dumps({"run_id": given["MLFLOW_RUN_ID"], "key": "seen", "value": 3, "timestamp": 1, "step": 0}).encode()
def post(headers):
    url = given["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/runs/log-metric"
    return urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json", **headers}))
try:
    post({})
    refused = None
except urllib.error.HTTPError as error:
    refused = error.code
post({"Authorization": "Bearer " + given["MLFLOW_TRACKING_TOKEN"]})
print("TOLD " + json.dumps({
    "env": sorted(given), "seed": given["GYRE_SEED"], "hash": given["PYTHONHASHSEED"], "label": given["GYRE_LABEL"],
    "params": json.load(open(given["GYRE_PARAMS"])), "train": open(given["GYRE_TRAIN"], "rb").read(4).decode(),
    "near": sorted(os.listdir(".")), "beside": sorted(os.listdir("..")), "refused": refused, "names": names.ALL,
    "prefix": sys.prefix, "argv": len(sys.argv), "main": __name__,
}))
`;

const HELPERS = {
  "helper/__init__.py": "",
  "helper/names.py": "from .more import ALL\n",
  "helper/more.py": "ALL = 7\n",
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;
let first: { code: number | null; stdout: string; stderr: string };
beforeAll(async () => {
  if (!hasPython) return;
  folder = await temporaryFolder();
  project = await pythonProject(folder.path, {
    script: CURIOUS,
    options: 'params: { depth: 3, rate: 0.1 }, env: ["NAMED"]',
    files: { ...HELPERS, "unused.py": "", "private.txt": "secret" },
  });
  const env = { NAMED: "yes", SECRET_KEY: "no", AWS_SECRET_ACCESS_KEY: "no", PIP_INDEX_URL: "https://me:pw@host/" };
  first = await start(["train", "--project", project, "--json"], { env }).ended;
});
afterAll(() => folder?.remove());

async function withState<T>(look: (state: TrackingState) => Promise<T>): Promise<T> {
  const state = await openTrackingState({ folder: join(project, ".gyre") }, systemClock);
  try {
    return await look(state);
  } finally {
    await state.close();
  }
}
/** The runs that scripts logged to, the latest first. */
const runs = () =>
  withState(async ({ tracking }) => {
    const { items } = await tracking.searchRuns(["1"], "active", { where: null, orderBy: [], limit: 10, after: null });
    return items;
  });
const logOf = (id: string) =>
  withState(async ({ artifacts, tracking }) => {
    const run = await tracking.run(id);
    const file = await artifacts.open(`${run?.info.artifactUri.replace(/^mlflow-artifacts:\//, "")}/gyre/log.txt`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of file?.read() ?? []) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  });
const rewrite = (script: string) => writeFile(join(project, "train.py"), script);

describe.skipIf(!hasPython)("a Python script as a step of a project (needs python3 with venv)", () => {
  it("gets data, params, seed and a tracking server, its own code, and nothing else", () => {
    expect(first.code, first.stderr).toBe(0);
    const told = JSON.parse(/TOLD (.*)/.exec(first.stderr)?.[1] ?? "null");
    expect(told).toMatchObject({
      seed: "1",
      hash: "1",
      label: "label",
      params: { depth: 3, rate: 0.1 },
      train: "PAR1",
      near: ["helper", "model.b64", "train.py"],
      refused: 401,
      names: 7,
      argv: 1,
      main: "__main__",
    });
    expect(told.beside).not.toContain("holdout.parquet");
    expect(told.prefix).toContain(join(project, ".gyre", "python"));
    expect(told.env).toContain("NAMED");
    expect(told.env.filter((name: string) => /SECRET|PIP_/.test(name))).toEqual([]);
  });

  it("leaves a run with its code, data, environment and seed, linked to the training, with what was measured", async () => {
    const [run] = await runs();
    const { runId, version } = JSON.parse(first.stdout);
    const tags = Object.fromEntries(run.tags.map(({ key, value }) => [key, value]));
    expect(run.info).toMatchObject({ status: "FINISHED", endedAt: expect.any(Number) });
    expect(tags).toMatchObject({
      "gyre.run": runId,
      "gyre.dataset_version": version.datasetVersion,
      "gyre.code_version": version.codeVersion,
      "gyre.seed": "1",
      "gyre.python": expect.stringMatching(/^CPython 3\./),
      "mlflow.source.name": "train.py",
    });
    expect(run.datasets[0].dataset).toMatchObject({ name: "shop", digest: version.datasetVersion });
    expect(run.params).toEqual([
      { key: "depth", value: "3" },
      { key: "rate", value: "0.1" },
    ]);
    const metrics = Object.fromEntries(run.metrics.map(({ key, value }) => [key, value]));
    expect(metrics).toMatchObject({ seen: 3, "holdout.rocAuc": version.metrics.rocAuc });
    expect(await logOf(run.info.id)).toContain("TOLD");
  });

  it("is judged, registered, deployed and asked as any model is", async () => {
    const { version, gates } = JSON.parse(first.stdout);
    expect(gates).toMatchObject([{ passed: true }]);
    expect(version).toMatchObject({ version: 1, inputs: [{ name: "price" }] });
    expect(version.card).toContain("kind python, script train.py, depth 3");
    expect(version.card).toContain("the script did not say what it predicts");
    await gyreJson("deploy", "--project", project);
    const { probability } = await gyreJson("predict", JSON.stringify(REQUEST), "--project", project);
    expect(probability).toBeGreaterThan(0);
    const again = await gyreJson("train", "--project", project);
    expect(again.unchanged).toBe(true);
  });

  it("is rehearsed as any model is, and its trainings on the virtual clock leave no runs behind", async () => {
    const stretch = ["--from", "2025-03-01T00:00:00Z", "--to", "2025-04-05T00:00:00Z"];
    const { policies } = await gyreJson("rehearse", "--policy", "monthly", ...stretch, "--project", project);
    expect(policies).toMatchObject([{ policy: "monthly", retrainings: 1 }]);
    expect(policies[0].rocAuc).toBeGreaterThan(0);
    expect(await runs()).toHaveLength(1);
  });

  it("fails as the user's failure with the last lines, and keeps the whole log", async () => {
    await rewrite('print("step one")\nraise ValueError("no such column: colour")\n');
    const { code, stderr } = await here("train", "--project", project);
    expect(code).toBe(2);
    expect(stderr).toContain("error training.script_failed: train.py ended with exit code 1:");
    expect(stderr).toContain("ValueError: no such column: colour");
    const [run] = await runs();
    expect(run.info.status).toBe("FAILED");
    expect(stderr).toContain(`gyre artifacts download ${run.info.id} gyre/log.txt`);
    expect(await logOf(run.info.id)).toMatch(/step one[\s\S]*ValueError/);
    const own = run.tags.find(({ key }) => key === "gyre.run")?.value ?? "";
    expect(await inStore(project, ({ runs: all }) => all.get(own))).toMatchObject({ status: "failed", artifacts: [] });
  });

  it.each([
    ["no model", "pass\n", "left no model in GYRE_MODEL_OUT"],
    [
      "what is no model",
      `import os\nopen(os.environ["GYRE_MODEL_OUT"], "w").write("hello")\n`,
      "the model of train.py cannot be used",
    ],
    [
      "predictions for other rows",
      `${WRITES_MODEL}\nopen(os.environ["GYRE_PREDICTIONS_OUT"], "w").write("[0.5]")\n`,
      "wrote no list of 3993 probabilities",
    ],
  ])("refuses a script that leaves %s", async (_what, script, reason) => {
    await rewrite(script);
    const { code, stderr } = await here("train", "--project", project);
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
  });

  it("does not register a model whose file does not say what the script says", async () => {
    const says = 'import json\njson.dump([0.5] * 3993, open(os.environ["GYRE_PREDICTIONS_OUT"], "w"))\n';
    await rewrite(`${WRITES_MODEL}\n${says}`);
    const { code, stderr } = await here("train", "--project", project);
    expect([code, stderr]).toEqual([5, expect.stringContaining("error registry.parity_failed")]);
  });

  it("ends with all that it started when it is stopped, and when its time is up", async () => {
    const hangs = `import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"])
print("STARTED", os.getpid(), child.pid, flush=True)
time.sleep(600)
`;
    await rewrite(hangs);
    const training = start(["train", "--project", project]);
    let said = "";
    training.process.stderr?.on("data", (chunk) => (said += chunk));
    while (!/STARTED \d+ \d+/.test(said)) await new Promise((done) => setTimeout(done, 50));
    training.process.kill("SIGINT");
    expect((await training.ended).code).toBe(130);
    const pids = /STARTED (\d+) (\d+)/.exec(said)?.slice(1).map(Number) ?? [];
    expect(pids.filter(isRunning)).toEqual([]);
    expect((await runs())[0].info.status).toBe("KILLED");

    const config = join(project, "gyre.config.ts");
    await writeFile(config, (await readFile(config, "utf8")).replace("params:", 'timeout: "1s", params:'));
    const late = await here("train", "--project", project);
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining("train.py was ended after its time of 1s")]);
    expect((await runs())[0].info.status).toBe("FAILED");
  });

  it("dies with the process that started it, even when that is killed", async () => {
    await rewrite('import os, time\nprint("STARTED", os.getpid(), flush=True)\ntime.sleep(600)\n');
    const config = join(project, "gyre.config.ts");
    await writeFile(config, (await readFile(config, "utf8")).replace('timeout: "1s", ', ""));
    const training = start(["train", "--project", project]);
    let said = "";
    training.process.stderr?.on("data", (chunk) => (said += chunk));
    while (!/STARTED \d+/.test(said)) await new Promise((done) => setTimeout(done, 50));
    training.process.kill("SIGKILL");
    const pid = Number(/STARTED (\d+)/.exec(said)?.[1]);
    for (let i = 0; i < 100 && isRunning(pid); i++) await new Promise((done) => setTimeout(done, 50));
    expect(isRunning(pid)).toBe(false);
  });

  it("uses one virtual environment for all of this", async () => {
    expect(await readdir(join(project, ".gyre", "python"))).toHaveLength(1);
  });

  it("loses its environment to gyre gc when it was not used for long, after a look without consequences", async () => {
    const environments = join(project, ".gyre", "python");
    const [name] = await readdir(environments);
    const collected = (...args: readonly string[]) => hereJson("gc", ...args, "--project", project);
    expect(await collected()).toMatchObject({ environments: [] });
    const longAgo = new Date(Date.now() - 31 * 86_400_000);
    await utimes(join(environments, name, ".held"), longAgo, longAgo);
    expect(await collected("--dry-run")).toMatchObject({ dryRun: true, environments: [name] });
    expect(await collected()).toMatchObject({ dryRun: false, environments: [name] });
    expect(await readdir(environments)).toEqual([]);
  });

  it("says what is wrong with its definition, and what Python is missing", async () => {
    const config = join(project, "gyre.config.ts");
    const text = await readFile(config, "utf8");
    const refusal = async (from: string, to: string): Promise<string> => {
      await writeFile(config, text.replace(from, to));
      return (await here("train", "--project", project)).stderr;
    };
    expect(await refusal('"train.py"', '"trian.py"')).toContain("there is no trian.py in");
    expect(await refusal('"train.py"', '"../train.py"')).toContain("project.bad_definition");
    expect(await refusal("params:", 'requirements: "needs.txt", params:')).toContain("there is no needs.txt in");
    expect(await refusal("params:", 'requirements: ["./lib"], params:')).toContain("./lib cannot be kept with a run");
    const missing = await refusal("params:", 'python: "python9", params:');
    expect(missing).toContain("error training.python_missing: there is no python9 on the PATH");
    expect(missing).toContain("apt-get install python3 python3-venv");
  });
});

/** Whether a process runs; one that has ended and only waits to be asked how does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).syscall === "open";
  }
}
