// Trees against LightGBM and scikit-learn: same table and settings, one thread each, a process per fit, taken in turns.
// node bench/learn/run.mjs [case …] [--rounds 5]   (after npm run build; needs python3 with lightgbm and scikit-learn)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTable } from "./data.mjs";

const config = { trees: 200, leaves: 31, learningRate: 0.1, minDataInLeaf: 20, l2: 0, maxBins: 255 };
const cases = {
  numbers: { data: { rows: 70_000, columns: 50, categories: 0, missing: 0, seed: 1 }, trainRows: 50_000, config },
  mixed: { data: { rows: 70_000, columns: 50, categories: 6, missing: 0.1, seed: 2 }, trainRows: 50_000, config },
  large: {
    data: { rows: 350_000, columns: 50, categories: 6, missing: 0.1, seed: 3 },
    trainRows: 300_000,
    config: { ...config, trees: 150 },
  },
};

const args = process.argv.slice(2);
const roundsAt = args.indexOf("--rounds");
const rounds = roundsAt < 0 ? 5 : Number(args.splice(roundsAt, 2)[1]);
const chosen = args.length > 0 ? args : ["numbers", "mixed"];
const here = import.meta.dirname;
const oneThread = { ...process.env, OMP_NUM_THREADS: "1" };
const folder = mkdtempSync(join(tmpdir(), "gyre-bench-"));
try {
  for (const name of chosen) measure(name, cases[name]);
} finally {
  rmSync(folder, { recursive: true });
}

function measure(name, given) {
  const casePath = join(folder, `${name}.json`);
  const tablePath = join(folder, `${name}.bin`);
  writeFileSync(casePath, JSON.stringify(given));
  writeTable(tablePath, given.data);
  const run = (program, ...rest) => JSON.parse(execFileSync(program, rest, { env: oneThread, encoding: "utf8" }));
  const contenders = {
    gyre: () => run(process.execPath, join(here, "ours.mjs"), casePath),
    lightgbm: () => run("python3", join(here, "peers.py"), "lightgbm", casePath, tablePath),
    sklearn: () => run("python3", join(here, "peers.py"), "sklearn", casePath, tablePath),
  };
  const results = { gyre: [], lightgbm: [], sklearn: [] };
  for (let i = 0; i < rounds; i++) for (const [who, once] of Object.entries(contenders)) results[who].push(once());
  print(name, given, results);
}

function writeTable(path, data) {
  const { table, y } = makeTable(data);
  const columns = table.columns.map((column) =>
    column.kind === "number" ? column.values : Float64Array.from(column.codes),
  );
  writeFileSync(path, Buffer.concat([...columns, y].map((values) => Buffer.from(values.buffer))));
}

function print(name, given, results) {
  const { trainRows, data, config } = given;
  const size = `${trainRows} × ${data.columns}, ${config.trees} trees of ${config.leaves} leaves`;
  const lines = [
    `${name}: ${size}, median of ${rounds}`,
    row(["", "fit CPU s", "gyre / it", "predict CPU s", "held-out AUC", "peak grown MB"]),
    ...Object.entries(results).map(([who, runs]) =>
      row([
        who,
        median(runs.map((r) => r.fit)).toFixed(2),
        median(runs.map((r, i) => results.gyre[i].fit / r.fit)).toFixed(2),
        median(runs.map((r) => r.predict)).toFixed(3),
        runs[0].auc.toFixed(5),
        runs[0].grownMb ?? "–",
      ]),
    ),
  ];
  process.stdout.write(`${lines.join("\n")}\n\n`);
}

function row(cells) {
  return cells.map((cell) => String(cell).padStart(14)).join("");
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
