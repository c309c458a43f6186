import { writeSync } from "node:fs";
import { openStore } from "../../src/store/index.js";

/** The process that the tests of this folder start and kill: `<mode> <state directory> <name>`. Each line it prints is a promise kept. */
const [mode, directory, name] = process.argv.slice(2);

function acknowledge(kind: string, id: string): void {
  writeSync(1, `${kind} ${id}\n`);
}

async function write(): Promise<void> {
  const store = await openStore(directory);
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; ; n++) {
      const id = `${name}-${writer}-${n}`;
      await store.predictions.append(predictionBatch([`${id}-a`, `${id}-b`]));
      acknowledge("prediction", `${id}-a`);
      acknowledge("prediction", `${id}-b`);
      const outcomes = { predictionIds: [`${id}-a`], labels: Float64Array.of(1), knownAt: Float64Array.of(n) };
      await store.predictions.recordOutcomes(outcomes);
      acknowledge("outcome", `${id}-a`);
      if (n % 4 !== writer) continue;
      await store.events.append({ id, at: n, kind: "test.wrote", subject: name, facts: { n } });
      acknowledge("event", id);
      const { digest } = await store.artifacts.put(new TextEncoder().encode(id.repeat(2000)));
      acknowledge("artifact", digest);
    }
  });
  await Promise.all(writers);
}

function predictionBatch(ids: readonly string[]) {
  const values = Float64Array.from(ids, (_, i) => i);
  const table = { rows: ids.length, names: ["x"], columns: [{ kind: "number" as const, values }] };
  return {
    deployment: "late",
    ids,
    at: values,
    versionIds: ids.map(() => "mv_1"),
    arms: ids.map(() => "champion" as const),
    units: ids,
    requests: table,
    features: table,
    probabilities: values,
  };
}

const VERSION = {
  model: "late",
  createdAt: 0,
  metrics: {},
  gates: [],
  inputs: [],
  outputs: [],
  datasetVersion: "dv_1",
  codeVersion: "1",
  definitionHashes: {},
  parity: { rows: 1, maxDifference: 0 },
  card: "",
};

async function addVersions(): Promise<void> {
  const store = await openStore(directory);
  for (let n = 0; n < 25; n++) {
    const id = `mv_${name}_${n}`;
    const { version } = await store.models.add({ ...VERSION, id, runId: id, digest: id });
    acknowledge("version", String(version));
  }
  await store.close();
}

await (mode === "write" ? write() : addVersions());
