// Gyre beside MLflow 3.17.2, both on SQLite with one worker, calls in turns: medians and their ratios beside the aims.
// Run: node bench/tracking/run.mjs [--quick] [--growth]; `mlflow` of that version has to be on the PATH. --growth: how Gyre's costs grow.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { growth } from "./growth.mjs";
import { partsOf } from "./parts.mjs";
import { startServer } from "./servers.mjs";
import { fillByApi, fillBySql, fillCurves } from "./table.mjs";

const VERSION = "3.17.2";
const METRICS = 5;
const START_SECONDS = 0.7;
const MEMORY_MB = 150;

const quick = process.argv.includes("--quick");
const sizes = quick ? { runs: 2000, curves: 20, points: 2000 } : { runs: 20_000, curves: 100, points: 10_000 };
const folder = mkdtempSync(join(tmpdir(), "gyre-bench-tracking-"));

try {
  if (process.argv.includes("--growth")) await growth(join(folder, "growth"), { quick });
  else await compare();
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function compare() {
  requireMlflow();
  await coldStarts();
  const mlflow = await filledMlflow(join(folder, "mlflow"));
  const gyre = await filledGyre(join(folder, "gyre"));
  try {
    print("", "MLflow", "Gyre", "ratio", "aim");
    for (const part of partsOf({ quick })) report(part, await inTurns(part, mlflow, gyre));
    const [theirs, ours] = [mlflow, gyre].map((server) => server.memoryMb());
    const said = (memory) => `${Math.round(memory.now)} MB`;
    print("memory of all processes", said(theirs), said(ours), "", verdict(ours.now, MEMORY_MB, `${MEMORY_MB} MB`));
  } finally {
    await Promise.all([mlflow, gyre].map((server) => server.close()));
  }
}

async function coldStarts() {
  const seconds = { mlflow: [], gyre: [] };
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    for (const name of ["mlflow", "gyre"]) {
      const server = await startServer(name, join(folder, `${name}-cold-${round}`));
      seconds[name].push(server.startSeconds);
      await server.close();
    }
  }
  const [theirs, ours] = [median(seconds.mlflow), median(seconds.gyre)];
  print(
    "cold start to the first answer",
    `${theirs.toFixed(2)} s`,
    `${ours.toFixed(2)} s`,
    "",
    verdict(ours, START_SECONDS, `${START_SECONDS} s`),
  );
}

/** MLflow makes its tables, is stopped, gets its rows by SQL, and starts again. */
async function filledMlflow(at) {
  const first = await startServer("mlflow", at);
  const experiments = await experimentsOf(first.client);
  await first.close();
  const curveIds = fillBySql(at, { ...sizes, ...experiments, metrics: METRICS });
  return ready(await startServer("mlflow", at), { ...experiments, curveIds });
}

async function filledGyre(at) {
  const server = await startServer("gyre", at);
  const experiments = await experimentsOf(server.client);
  await fillByApi(server.client, experiments.experimentId, { from: 0, to: sizes.runs, metrics: METRICS });
  const curveIds = await fillCurves(server.client, experiments.curveExperimentId, {
    runs: sizes.curves,
    points: sizes.points,
  });
  return ready(server, { ...experiments, curveIds });
}

async function experimentsOf(client) {
  const [table, curves] = ["table", "curves"].map((name) => client.post("/experiments/create", { name }));
  return { experimentId: (await table).experiment_id, curveExperimentId: (await curves).experiment_id };
}

async function ready(server, known) {
  const { experiment_id } = await server.client.post("/experiments/create", { name: "written" });
  const { run } = await server.client.post("/runs/create", { experiment_id, start_time: 1 });
  return { ...server, ...known, runId: run.info.run_id };
}

/** Each call on one server, then on the other; who is first alternates. Answers that say something have to be the same. */
async function inTurns({ call, times, settles }, mlflow, gyre) {
  const took = new Map([mlflow, gyre].map((server) => [server, []]));
  for (let i = 0; i < times + 1; i++) {
    const answers = [];
    for (const server of i % 2 === 0 ? [mlflow, gyre] : [gyre, mlflow]) {
      if (settles) execFileSync("sync");
      const start = performance.now();
      const answer = await call(server, i);
      // The first call of each kind warms up.
      if (i > 0) took.get(server).push(performance.now() - start);
      if (Array.isArray(answer)) answers.push(answer.join());
    }
    if (answers.length === 2 && answers[0] !== answers[1]) throw new Error("the servers found different runs");
  }
  return [mlflow, gyre].map((server) => median(took.get(server)));
}

function report({ name, aim }, [theirs, ours]) {
  const inMs = (ms) => `${ms < 100 ? ms.toFixed(2) : Math.round(ms)} ms`;
  const asked = aim < 0.3 ? `1/${Math.round(1 / aim)}` : `${aim}`;
  const ratio = ours / theirs;
  const told = ratio < 0.3 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(2);
  print(name, inMs(theirs), inMs(ours), told, verdict(ratio, aim, asked));
}

function verdict(value, most, said) {
  return `≤ ${said}: ${value <= most ? "met" : "MISSED"}`;
}

function print(what, theirs, ours, ratio, aim) {
  process.stdout.write(`${what.padEnd(32)}${theirs.padStart(12)}${ours.padStart(12)}${ratio.padStart(10)}   ${aim}\n`);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function requireMlflow() {
  let said = "";
  try {
    said = execFileSync("mlflow", ["--version"], { encoding: "utf8" });
  } catch {
    // Told below, as another version is.
  }
  if (!said.includes(VERSION))
    throw new Error(`mlflow ${VERSION} has to be on the PATH; ${said.trim() || "there is none"}`);
}
