// Reading a Parquet file as a frame: seconds, memory, and the ratio to DuckDB's own scan that only adds the columns up; each in a
// process of its own, in turns, medians. node bench/learn/load.mjs [--rows 10000000] [--columns 20] [--rounds 5] (after npm run build)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "../../dist/compute/duckdb/connection.js";
import { readFrame } from "../../dist/compute/duckdb/read-frame.js";

const args = process.argv.slice(2);
const option = (name, otherwise) => Number(args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const [rows, columns, rounds] = [option("--rows", 10_000_000), option("--columns", 20), option("--rounds", 5)];
const tasks = { frame: readFrame, scan: addUp };

if (args[0] in tasks) await timed(tasks[args[0]], args[1]);
else await compare();

async function timed(task, path) {
  const started = performance.now();
  await task(path);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1024 }));
}

async function addUp(path) {
  const db = await openDuckDb();
  const sums = Array.from({ length: columns }, (_, i) => `sum(x${i})`);
  await db.readColumns(`SELECT ${sums.join(", ")} FROM '${path}'`);
  await db.close();
}

async function compare() {
  const folder = mkdtempSync(join(tmpdir(), "gyre-bench-"));
  const path = join(folder, "table.parquet");
  try {
    const db = await openDuckDb();
    const made = Array.from(
      { length: columns },
      (_, i) => `hash(i * ${columns} + ${i}) / 18446744073709551616.0 AS x${i}`,
    );
    await db.run(`COPY (SELECT ${made.join(", ")} FROM range(${rows}) t(i)) TO '${path}'`);
    await db.close();
    const run = (task) =>
      JSON.parse(
        execFileSync(process.execPath, [import.meta.filename, task, path, "--columns", String(columns)], {
          encoding: "utf8",
        }),
      );
    run("scan");
    const pairs = Array.from({ length: rounds }, () => ({ frame: run("frame"), scan: run("scan") }));
    const median = (of) => pairs.map(of).sort((a, b) => a - b)[rounds >> 1];
    const size = (statSync(path).size / 1e6).toFixed(0);
    const [frame, scan] = [median((pair) => pair.frame.seconds), median((pair) => pair.scan.seconds)];
    const ratio = median((pair) => pair.frame.seconds / pair.scan.seconds);
    const memory = median((pair) => pair.frame.peakMb) / 1024;
    const lines = [
      `load: ${rows.toLocaleString("en")} rows × ${columns} doubles, ${size} MB of Parquet, median of ${rounds}`,
      `  as a frame        ${frame.toFixed(2)} s`,
      `  DuckDB's own scan ${scan.toFixed(2)} s`,
      `  gyre / DuckDB     ${ratio.toFixed(2)}`,
      `  memory at most    ${memory.toFixed(2)} GB, of which values ${((rows * columns * 8) / 2 ** 30).toFixed(2)} GB`,
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
