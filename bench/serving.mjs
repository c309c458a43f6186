// CPU of the server process for each request: predict (checked, 50 features, logged, counted) and Open Inference V2 infer, one row of a
// model of 50 numbers and 200 trees of depth 5, beside a bare node:http echo of the same bodies in the same minute.
// The load comes from this process over loopback; the servers run in a second one, with the prediction log in memory or on disk.
// Run: node bench/serving.mjs [seconds for each part, default 2] [rounds, default 3]
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { Agent, createServer, request } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const FEATURES = 50;
const TREES = 200;
const DEPTH = 5;
const NAMES = Array.from({ length: FEATURES }, (_, i) => `f${i}`);
const FROM_REQUEST = 6;

if (process.argv[2] === "serve") await serve(process.argv[3]);
else await measure(1000 * Number(process.argv[2] ?? 2), Number(process.argv[3] ?? 3));

// ── the second process ──

async function serve(log) {
  const { startServer, onnxRuntime, toOnnx, createServingSlot, createMemoryStore, openStore, createRandom, idFactory } =
    await loadGyre();
  const random = createRandom("bench");
  const scorer = await onnxRuntime().load(toOnnx(sampleTrees(random), { name: "bench" }));
  const folder = mkdtempSync(join(here, ".serving-"));
  const store = log === "disk" ? await openStore(join(folder, "state")) : createMemoryStore();
  const version = { id: "mv_1", model: "bench", version: 1 };
  const fields = Object.fromEntries(
    NAMES.slice(0, FROM_REQUEST).map((name) => [name, { kind: "double", nullable: false }]),
  );
  const slot = createServingSlot({
    config: { name: "bench", model: "bench", bodyLimitBytes: 1 << 20, unit: null },
    champion: { version, scorer },
    candidate: null,
    assign: () => "champion",
    fields,
  });
  const stored = NAMES.map(() => random.next());
  const features = {
    columns: NAMES.map((name) => ({ name, kind: "number" })),
    read: (row) => stored.map((value, i) => (i < FROM_REQUEST ? row[NAMES[i]] : value)),
  };
  const clock = { now: () => Date.now() };
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const { models, runs, predictions, events } = store;
  const shared = { models, runs, predictions, events, clock, ids: idFactory(clock, random), version: "bench" };
  const server = await startServer(
    {
      ...shared,
      deployments: new Map([["bench", { slot, features }]]),
      rehearsal: async () => null,
      why: async () => null,
      page: () => "",
    },
    { port: 0, log: silent },
  );
  const echo = createServer((incoming, outgoing) => {
    const parts = [];
    incoming.on("data", (part) => parts.push(part));
    incoming.on("end", () => {
      const body = Buffer.concat(parts);
      outgoing.writeHead(200, { "content-type": "application/json", "content-length": body.length });
      outgoing.end(body);
    });
  });
  await new Promise((resolve) => echo.listen(0, "127.0.0.1", resolve));
  process.on("message", async (message) => {
    if (message === "cpu") process.send({ cpu: process.cpuUsage() });
    else {
      await server.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    }
  });
  process.send({ url: server.url, echo: `http://127.0.0.1:${echo.address().port}` });
}

async function loadGyre() {
  const { build } = await import("esbuild");
  const folder = join(here, "../node_modules/.cache/gyre-bench");
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `serving-${process.pid}.mjs`);
  const doors = ["core", "learn/export", "compute/onnx", "serving", "server", "store"];
  const contents = doors.map((door) => `export * from "./src/${door}/index.ts";`).join("\n");
  const stdin = { contents, resolveDir: join(here, ".."), loader: "ts" };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

/** Full trees: node i has the children 2i + 1 and 2i + 2, the last layer points at leaves. */
function sampleTrees(random) {
  const nodes = 2 ** DEPTH - 1;
  const child = (i) => (i < nodes ? i : ~(i - nodes));
  const each = (make) => Array.from({ length: nodes }, (_, i) => make(i));
  const tree = () => ({
    column: each(() => random.int(FEATURES)),
    threshold: each(() => random.next()),
    leftCodes: each(() => null),
    missingLeft: each(() => true),
    left: each((i) => child(2 * i + 1)),
    right: each((i) => child(2 * i + 2)),
    leaves: Array.from({ length: nodes + 1 }, () => (random.next() - 0.5) / 10),
  });
  const columns = NAMES.map((name) => ({ name, kind: "number" }));
  return { kind: "gbdt", columns, trees: Array.from({ length: TREES }, tree), gain: NAMES.map(() => 1) };
}

// ── the load ──

async function measure(partMs, rounds) {
  for (const log of ["memory", "disk"]) {
    const child = fork(fileURLToPath(import.meta.url), ["serve", log], { stdio: "inherit" });
    const { url, echo } = await reply(child);
    process.stdout.write(`\nprediction log: ${log}\n`);
    for (const connections of [1, 16, 64]) await compare(child, url, echo, { connections, partMs, rounds });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.send("end");
    await ended;
  }
}

async function compare(child, url, echo, options) {
  const predict = JSON.stringify(
    Object.fromEntries(NAMES.slice(0, FROM_REQUEST).map((name, i) => [name, 0.1 + i / 10])),
  );
  const inputs = NAMES.map((name, i) => ({ name, shape: [1, 1], datatype: "FP64", data: [i / FEATURES] }));
  const infer = JSON.stringify({ inputs, outputs: [{ name: "probabilities" }] });
  const parts = [
    { name: "predict", url: `${url}/v1/deployments/bench/predict`, body: predict },
    { name: "echo of predict's body", url: echo, body: predict },
    { name: "V2 infer", url: `${url}/v2/models/bench/infer`, body: infer },
    { name: "echo of infer's body", url: echo, body: infer },
  ].map((part) => ({ ...part, microseconds: [], perSecond: [], p99: [] }));
  for (let round = 0; round <= options.rounds; round++) {
    for (const part of parts) {
      const found = await load(child, part, options.connections, round === 0 ? 500 : options.partMs);
      if (round > 0) for (const [key, value] of Object.entries(found)) part[key].push(value);
    }
  }
  const [predicted, predictEcho, inferred, inferEcho] = parts.map((part) => median(part.microseconds));
  parts.forEach((part, i) => {
    const ratio = [predicted / predictEcho, 1, inferred / inferEcho, 1][i].toFixed(1);
    const cpu = median(part.microseconds).toFixed(0).padStart(6);
    const rate = median(part.perSecond).toFixed(0).padStart(7);
    process.stdout.write(
      `${String(options.connections).padStart(3)} connections  ${part.name.padEnd(23)} ${cpu} µs CPU, ${ratio} × echo, ${rate}/s, p99 ${median(part.p99).toFixed(1)} ms\n`,
    );
  });
}

async function load(child, part, connections, ms) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  const before = await cpu(child);
  const start = performance.now();
  const lane = async () => {
    while (performance.now() - start < ms) {
      const sent = performance.now();
      await send(agent, part);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const seconds = (performance.now() - start) / 1000;
  const spent = (await cpu(child)) - before;
  agent.destroy();
  times.sort((a, b) => a - b);
  return {
    microseconds: spent / times.length,
    perSecond: times.length / seconds,
    p99: times[Math.floor(0.99 * times.length)],
  };
}

function send(agent, { url, body }) {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { method: "POST", agent, headers }, (incoming) => {
      incoming.resume();
      incoming.on("end", () =>
        incoming.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${incoming.statusCode}`)),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function reply(child) {
  return new Promise((resolve, reject) => {
    const failed = (code) => reject(new Error(`the server ended with ${code}`));
    child.once("exit", failed);
    child.once("message", (message) => {
      child.off("exit", failed);
      resolve(message);
    });
  });
}

async function cpu(child) {
  const answer = reply(child);
  child.send("cpu");
  const { user, system } = (await answer).cpu;
  return user + system;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
