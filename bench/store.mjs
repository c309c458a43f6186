// Predictions per second that the store takes durably, beside what the disk can do in the same minute.
// Run: node bench/store.mjs [seconds for each part, default 2]
import { closeSync, fdatasyncSync, fsyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const partMs = 1000 * Number(process.argv[2] ?? 2);
const here = dirname(fileURLToPath(import.meta.url));
const work = mkdtempSync(join(here, ".store-"));
const COLUMNS = 50;
let nextId = 0;

try {
  const { openStore, createMemoryStore } = await loadStore();
  await onDisk(openStore);
  await inMemory(createMemoryStore);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function loadStore() {
  const folder = join(here, "../node_modules/.cache/gyre-bench");
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, "store.mjs");
  const entryPoints = [join(here, "../src/store/index.ts")];
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "esm", packages: "external" });
  return import(pathToFileURL(outfile).href);
}

async function onDisk(openStore) {
  const syncs = syncsPerSecond();
  report("fdatasync of 4 KiB (what the disk can do, one by one)", syncs, "syncs/s");
  const store = await openStore(join(work, "state"));
  const parts = [
    ["one at a time", 1, 1],
    ["32 at a time", 1, 32],
    ["batches of 1000", 1000, 1],
  ];
  for (const [name, rows, writers] of parts) {
    const { perSecond, longestPauseMs } = await appendFor(store, rows, writers);
    const ratio = (perSecond / syncs).toFixed(1);
    report(
      `durable appends, ${name}`,
      perSecond,
      `predictions/s, ${ratio} per sync, event loop held ≤ ${longestPauseMs} ms`,
    );
  }
  await read(store, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const rows = await store.predictions.count("late");
  await store.close();
  report("bytes for a prediction", statSync(join(work, "state/gyre.db")).size / rows, `(${COLUMNS} features)`);
}

async function inMemory(createMemoryStore) {
  const store = createMemoryStore();
  const before = memoryMb();
  const start = performance.now();
  let rows = 0;
  for (let n = 0; rows < 285_000; n++) {
    const batch = makeBatch(10 + (n % 91), rows);
    await store.predictions.append(batch);
    await store.predictions.recordOutcomes({
      predictionIds: batch.ids,
      labels: batch.probabilities,
      knownAt: batch.at,
    });
    rows += batch.ids.length;
  }
  report("in memory, batches of 10 to 100 with outcomes", (1000 * rows) / (performance.now() - start), "predictions/s");
  report("in memory, for 285,000 predictions", memoryMb() - before, "MB");
  await read(store, 0, rows);
}

async function read(store, from, to) {
  const start = performance.now();
  const table = await store.predictions.features("late", from, to);
  report("reading features", (1000 * table.rows) / (performance.now() - start), "rows/s");
  const again = performance.now();
  const joined = await store.predictions.joined("late", from, to);
  if (joined.ids.length > 0) report(`joining ${joined.ids.length} outcomes at once`, performance.now() - again, "ms");
}

async function appendFor(store, rows, writers) {
  const end = performance.now() + partMs;
  const start = performance.now();
  let done = 0;
  let longestPauseMs = 0;
  let last = start;
  const watch = setInterval(() => {
    longestPauseMs = Math.max(longestPauseMs, Math.round(performance.now() - last));
    last = performance.now();
  }, 1);
  const writer = async () => {
    while (performance.now() < end) {
      await store.predictions.append(makeBatch(rows, nextId));
      done += rows;
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  clearInterval(watch);
  return { perSecond: (1000 * done) / (performance.now() - start), longestPauseMs };
}

function makeBatch(rows, at) {
  const ids = Array.from({ length: rows }, () => `p_${String(nextId++).padStart(20, "0")}`);
  const names = Array.from({ length: COLUMNS }, (_, i) => `feature_${i}`);
  const categories = ["AA", "UA", "DL", "B6", "EV"];
  const columns = names.map((_, i) =>
    i % 5 === 0
      ? { kind: "category", codes: Int32Array.from(ids, (_, j) => (i + j) % 5), categories }
      : { kind: "number", values: Float64Array.from(ids, (_, j) => (i * 31 + j * 17) / 7) },
  );
  const features = { rows, names, columns };
  return {
    deployment: "late",
    ids,
    at: Float64Array.from(ids, (_, j) => at + j),
    versionIds: ids.map(() => "mv_1"),
    arms: ids.map(() => "champion"),
    units: ids,
    requests: { rows, names: names.slice(0, 4), columns: columns.slice(0, 4) },
    features,
    probabilities: Float64Array.from(ids, (_, j) => j % 2),
  };
}

function syncsPerSecond() {
  const file = openSync(join(work, "probe"), "w");
  const page = Buffer.alloc(4096, 1);
  for (let i = 0; i < 256; i++) writeSync(file, page, 0, page.length, i * page.length);
  fsyncSync(file);
  const start = performance.now();
  let count = 0;
  for (; performance.now() - start < partMs; count++) {
    writeSync(file, page, 0, page.length, (count % 256) * page.length);
    fdatasyncSync(file);
  }
  closeSync(file);
  return (1000 * count) / (performance.now() - start);
}

function memoryMb() {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}

function report(what, value, unit) {
  process.stdout.write(`${what.padEnd(58)} ${Math.round(value).toLocaleString("en").padStart(10)} ${unit}\n`);
}
