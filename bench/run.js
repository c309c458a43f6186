// Runs the benchmarks named, or all, one after the other, and says what each took: node bench/run.js [learn|features|store|serving|tracking|rehearsal …]
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { measure, saidOf } from "./measure.mjs";

const here = import.meta.dirname;
const programs = {
  learn: "learn/run.mjs",
  features: "features.mjs",
  store: "store.mjs",
  serving: "serving.mjs",
  tracking: "tracking/run.mjs",
  rehearsal: "rehearsal.mjs",
};

const wished = process.argv.slice(2);
const unknown = wished.filter((name) => !(name in programs));
if (unknown.length > 0) {
  process.stderr.write(`there is no benchmark ${unknown.join(", ")}; there is ${Object.keys(programs).join(", ")}\n`);
  process.exit(2);
}

const [{ model }] = cpus();
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${model}\n`);
for (const name of wished.length > 0 ? wished : Object.keys(programs)) {
  // Others' work on the same processors makes wall times longer, and CPU times a little.
  process.stdout.write(`\n── ${name} (load before it: ${loadavg()[0].toFixed(1)}) ──\n`);
  const took = await measure(process.execPath, [join(here, programs[name])]);
  process.stdout.write(`${took.code === 0 ? "took" : `FAILED with exit code ${took.code} after`} ${saidOf(took)}\n`);
  if (took.code !== 0) process.exitCode = 1;
}
