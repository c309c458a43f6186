// Learning against LightGBM and scikit-learn: same table and settings, one thread each, a process per fit, taken in turns.
// node bench/learn/run.mjs [boosting|forest|logistic|load …] [--cases s100,wide] [--rounds 5]
// (after npm run build; needs python3 with lightgbm and scikit-learn in the versions of test/interop/requirements.txt)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableOf } from "./tables.mjs";

const trees = { trees: 100, leaves: 31, learningRate: 0.1, minDataInLeaf: 20, l2: 0, maxBins: 255 };
const parts = {
  boosting: {
    task: "lightgbm",
    peers: ["lightgbm", "histogram"],
    cases: ["s100", "fl90", "fl336", "wide", "s1m"],
    settings: () => trees,
  },
  forest: {
    task: "forest",
    peers: ["forest"],
    cases: ["s100", "mixed", "fl90"],
    settings: (round) => ({ trees: 100, seed: round }),
  },
  logistic: { task: "logistic", peers: ["logistic"], cases: ["s1m"], settings: () => ({ l2: 1e-6 }) },
};

const args = process.argv.slice(2);
const option = (name) => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
};
const rounds = Number(option("--rounds") ?? 5);
const onlyCases = option("--cases")?.split(",");
const chosen = args.length > 0 ? args : [...Object.keys(parts), "load"];
const here = import.meta.dirname;
const oneThread = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
const folder = mkdtempSync(join(tmpdir(), "gyre-bench-"));
try {
  for (const name of chosen) {
    if (name === "load") execFileSync(process.execPath, [join(here, "load.mjs")], { stdio: "inherit" });
    else for (const one of parts[name].cases) if (onlyCases?.includes(one) ?? true) await measure(name, one);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(name, caseName) {
  const { task, peers, settings } = parts[name];
  const about = await tableOf(caseName, folder);
  const run = (program, script, who, settingsPath) =>
    JSON.parse(
      execFileSync(program, [join(here, script), who, `${about.path}.json`, settingsPath], {
        env: oneThread,
        encoding: "utf8",
      }),
    );
  const results = Object.fromEntries(["gyre", ...peers].map((who) => [who, []]));
  for (let round = 0; round < rounds; round++) {
    const settingsPath = join(folder, "settings.json");
    writeFileSync(settingsPath, JSON.stringify(settings(round)));
    results.gyre.push(run(process.execPath, "ours.mjs", task, settingsPath));
    for (const peer of peers) results[peer].push(run("python3", "peers.py", peer, settingsPath));
  }
  print(`${name}, ${caseName}: ${about.train} × ${about.names.length}, median of ${rounds}`, results);
  if (name === "logistic") printOptimum(results);
}

function print(title, results) {
  const lines = [
    title,
    row(["", "bins s", "fit s", "fit: gyre / it", "bins + fit", "predict s", "gyre / it", "AUC"]),
    ...Object.entries(results).map(([who, runs]) => {
      const ratio = (of) => median(runs.map((r, i) => of(results.gyre[i]) / of(r))).toFixed(2);
      return row([
        who,
        median(runs.map((r) => r.bins)).toFixed(2),
        median(runs.map((r) => r.fit)).toFixed(2),
        ratio((r) => r.fit),
        ratio((r) => r.bins + r.fit),
        median(runs.map((r) => r.predict)).toFixed(3),
        ratio((r) => r.predict),
        (runs.reduce((sum, r) => sum + r.auc, 0) / runs.length).toFixed(5),
      ]);
    }),
    `gyre's process: ${median(results.gyre.map((r) => r.peakMb))} MB at most`,
  ];
  process.stdout.write(`${lines.join("\n")}\n\n`);
}

/** How far the coefficients are from each other. */
function printOptimum({ gyre: [ours], logistic: [theirs] }) {
  const gap = Math.max(...ours.values.map((value, i) => Math.abs(value - theirs.coefficients[i])));
  process.stdout.write(`largest difference of a coefficient: ${gap.toExponential(1)}\n\n`);
}

function row(cells) {
  return cells.map((cell, i) => String(cell).padStart(i === 0 ? 10 : 15)).join("");
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
