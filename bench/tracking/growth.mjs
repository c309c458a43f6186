// How Gyre's costs grow with the number of runs (20 metrics each) and with the points of one run.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { FILTERS } from "./parts.mjs";
import { startServer } from "./servers.mjs";
import { fillByApi, logPoints } from "./table.mjs";

const METRICS = 20;

export async function growth(folder, { quick }) {
  const server = await startServer("gyre", folder);
  try {
    await byRuns(server, folder, quick ? [1000, 10_000] : [1000, 10_000, 100_000]);
    await byPoints(server, folder, quick ? [10_000, 100_000] : [100_000, 1_000_000, 10_000_000]);
  } finally {
    await server.close();
  }
}

async function byRuns(server, folder, sizes) {
  const { client } = server;
  const { experiment_id: id } = await client.post("/experiments/create", { name: "runs" });
  const search = (wish) => client.post("/runs/search", { experiment_ids: [id], ...wish });
  const half = async (size) => {
    const wish = { filter: `attributes.start_time < ${1_700_000_000_000 + 500 * size}`, max_results: 100 };
    return search(wish);
  };
  let done = 0;
  line(["runs", "made/s", "log-metric", "5 filters", "by metric", "from the middle", "1000 rows", "disk", "memory"]);
  for (const size of sizes) {
    const started = performance.now();
    await fillByApi(client, id, { from: done, to: size, metrics: METRICS });
    const perSecond = (1000 * (size - done)) / (performance.now() - started);
    done = size;
    const { run } = await client.post("/runs/create", { experiment_id: id, start_time: 1 });
    const logMetric = (i) =>
      client.post("/runs/log-metric", { run_id: run.info.run_id, key: "m", value: i, timestamp: i, step: i });
    line([
      size.toLocaleString("en"),
      Math.round(perSecond),
      await timed(100, logMetric),
      await timed(7, () => search({ filter: FILTERS, order_by: ["metrics.m2 DESC"], max_results: 100 })),
      await timed(7, () => search({ order_by: ["metrics.m7 ASC"], max_results: 100 })),
      await timed(7, () => half(size)),
      await timed(5, () => search({ max_results: 1000 })),
      sizeOf(folder),
      `${Math.round(server.memoryMb().now)} MB`,
    ]);
  }
}

async function byPoints(server, folder, sizes) {
  const { client } = server;
  const { experiment_id: id } = await client.post("/experiments/create", { name: "points" });
  const { run } = await client.post("/runs/create", { experiment_id: id, start_time: 1 });
  const of = { run_id: run.info.run_id, metric_key: "loss" };
  let done = 0;
  line([
    "points",
    "logged/s",
    "log-batch",
    "again",
    "chart of 320",
    "a part of it",
    "page of history",
    "disk",
    "memory",
  ]);
  for (const size of sizes) {
    const started = performance.now();
    await logPoints(client, of.run_id, done, size);
    const perSecond = (1000 * (size - done)) / (performance.now() - started);
    const batch = (i) => logPoints(client, of.run_id, size + i * 1000, size + i * 1000 + 1000);
    const chart = (part) =>
      client.get("/metrics/get-history-bulk-interval", {
        run_ids: of.run_id,
        metric_key: "loss",
        max_results: 320,
        ...part,
      });
    line([
      size.toLocaleString("en"),
      Math.round(perSecond),
      await timed(9, batch),
      await timed(9, () => batch(0)),
      await timed(5, () => chart({})),
      await timed(5, () => chart({ start_step: Math.floor(size / 2), end_step: Math.floor(size / 2) + 10_000 })),
      await timed(3, () => client.get("/metrics/get-history", { ...of, max_results: 25_000 })),
      sizeOf(folder),
      `${Math.round(server.memoryMb().now)} MB`,
    ]);
    done = size + 9000;
  }
}

async function timed(times, call) {
  const took = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await call(i);
    took.push(performance.now() - start);
  }
  const ms = took.sort((a, b) => a - b)[times >> 1];
  return `${ms < 100 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

function line(cells) {
  process.stdout.write(`${cells.map((cell, i) => String(cell).padStart(i === 0 ? 12 : 16)).join("")}\n`);
}
