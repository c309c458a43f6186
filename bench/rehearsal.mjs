// Ten months of flights through the whole loop: wall, CPU and memory of the command line as child processes, beside the limits, each on a
// fresh copy of examples/flights without kept state; and the point-in-time training set of the whole year.
// The limits are for two processors of which nobody else makes use; CPU says what a run costs when somebody does.
// Run: node bench/rehearsal.mjs   (after npm run build)
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { measure, saidOf } from "./measure.mjs";

const root = join(import.meta.dirname, "..");
const parts = [
  {
    name: "gyre rehearse --policy never",
    args: ["rehearse", "--policy", "never"],
    limits: { wallSeconds: 45, largestMb: 1500 },
    say: rehearsed,
  },
  { name: "gyre rehearse, every policy", args: ["rehearse"], limits: { wallSeconds: 180 }, say: rehearsed },
  {
    name: "gyre train on the whole year",
    args: ["train", "--as-of", "2014-01-02T00:00:00Z"],
    limits: {},
    say: trained,
  },
];

for (const part of parts) await run(part);

async function run({ name, args, limits, say }) {
  const folder = mkdtempSync(join(tmpdir(), "gyre-bench-"));
  try {
    const project = join(folder, "flights");
    cpSync(join(root, "examples/flights"), project, {
      recursive: true,
      filter: (path) => basename(path) !== ".gyre",
    });
    const command = [join(root, "bin/gyre.js"), ...args, "--project", project, "--json"];
    const took = await measure(process.execPath, command, { stdout: "pipe", stderr: "pipe" });
    process.stdout.write(`${name}\n  ${saidOf(took)}\n`);
    for (const [what, limit] of Object.entries(limits)) process.stdout.write(`  ${judged(what, took[what], limit)}\n`);
    if (took.code !== 0) {
      process.stdout.write(`  FAILED with exit code ${took.code}: ${took.stderr.slice(-2000)}\n`);
      process.exitCode = 1;
      return;
    }
    for (const line of say(JSON.parse(took.stdout), took.stderr)) process.stdout.write(`  ${line}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judged(what, value, limit) {
  const [label, unit] = { wallSeconds: ["wall time", "s"], largestMb: ["memory of the largest process", "MB"] }[what];
  if (value === null) return `${label}: not measured on this system, limit ${limit} ${unit}`;
  const share = Math.round((100 * value) / limit);
  return `${label}: ${share} % of the limit of ${limit} ${unit}${value > limit ? ": TOO MUCH" : ""}`;
}

function rehearsed({ policies }) {
  return policies.map(
    ({ policy, predictions, rocAuc, retrainings, cpuSeconds, wallSeconds }) =>
      `${policy.padEnd(10)} ${predictions.toLocaleString("en-US")} predictions, ROC-AUC ${rocAuc.toFixed(4)}, ${retrainings} retrainings, ${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU`,
  );
}

/** The stages' times are lines of progress on stderr. */
function trained({ metrics }, progress) {
  const stage = (name) => new RegExp(`^ *${name} .*`, "m").exec(progress)?.[0].trim().replace(/\s+/g, " ");
  return [
    `point-in-time training set: ${stage("features")}`,
    `fit: ${stage("train")}; ROC-AUC on the holdout ${metrics.rocAuc.toFixed(4)} of ${metrics.rows} rows`,
  ];
}
