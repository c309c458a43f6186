// The tables of the learning benchmarks as files of float64, column by column, then the labels: categories as codes, missing as NaN.
import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeTable } from "./data.mjs";

/** Rows and columns of each case; the last fifth of the rows is for testing unless `train` says otherwise. */
export const cases = {
  s100: { rows: 125_000, columns: 20, categories: 0, missing: 0, seed: 11, train: 100_000 },
  s1m: { rows: 1_100_000, columns: 30, categories: 0, missing: 0, seed: 12, train: 1_000_000 },
  wide: { rows: 25_000, columns: 500, categories: 0, missing: 0, seed: 13, train: 20_000 },
  mixed: { rows: 125_000, columns: 40, categories: 6, missing: 0.1, seed: 14, train: 100_000 },
  fl90: { flights: true, step: 3, train: 90_000 },
  fl336: { flights: true, step: 1, train: 269_420 },
};

/** Writes the table of a case into `folder` once and says where it is and what it holds. */
export async function tableOf(name, folder) {
  const path = join(folder, `${name}.bin`);
  const about = `${path}.json`;
  if (existsSync(about)) return JSON.parse(readFileSync(about, "utf8"));
  const given = cases[name];
  const { table, y } = given.flights ? await flights(given.step) : makeTable(given);
  const file = openSync(path, "w");
  for (const column of table.columns)
    writeArray(
      file,
      column.kind === "number"
        ? column.values
        : Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code)),
    );
  writeArray(file, y);
  closeSync(file);
  const described = {
    path,
    rows: table.rows,
    train: given.train,
    names: table.names,
    categories: table.columns.map((column) => (column.kind === "category" ? column.categories : null)),
  };
  const out = openSync(about, "w");
  writeSync(out, JSON.stringify(described));
  closeSync(out);
  return described;
}

function writeArray(file, values) {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Every `step`-th example of the flights of 2013 with its features, shuffled by a fixed seed. */
async function flights(step) {
  const { openDuckDb } = await import("../../dist/compute/duckdb/connection.js");
  const { createOfflineFeatures } = await import("../../dist/compute/duckdb/features.js");
  const { duckDbSources } = await import("../../dist/compute/duckdb/sources.js");
  const { loadProject } = await import("../../dist/compute/esbuild/load-project.js");
  const { createRandom } = await import("../../dist/core/index.js");
  const { selectRows } = await import("../../dist/learn/index.js");
  const folder = fileURLToPath(new URL("../../examples/flights", import.meta.url));
  const { project } = await loadProject(folder);
  const db = await openDuckDb();
  await duckDbSources(db, { projectFolder: folder, rejectedFolder: join(tmpdir(), "gyre-bench-rejected") }).load(
    project.sources,
  );
  const definitions = { entities: project.entities, views: project.views };
  const { examples, features } = project.model;
  const set = await createOfflineFeatures({ db, sources: project.sources }).trainingSet({
    definitions,
    set: features,
    examples,
  });
  await db.close();
  const random = createRandom("flights");
  const order = Int32Array.from({ length: set.features.rows }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const chosen = order.filter((_, i) => i % step === 0);
  return { table: selectRows(set.features, chosen), y: Float64Array.from(chosen, (row) => set.labels[row]) };
}
