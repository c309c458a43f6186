// The flights' whole year: seconds for the point-in-time training set (336,776 examples) from checked tables to typed arrays, and µs for each
// event pushed and each row read online in a replay of the same year; the two are compared cell by cell.
// Run: node bench/features.mjs [rounds, default 3]
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDuckDb } from "../dist/compute/duckdb/connection.js";
import { createOfflineFeatures } from "../dist/compute/duckdb/features.js";
import { duckDbSources } from "../dist/compute/duckdb/sources.js";
import { loadProject } from "../dist/compute/esbuild/load-project.js";
import { createOnlineFeatures } from "../dist/features/index.js";

const rounds = Number(process.argv[2] ?? 3);
const flights = fileURLToPath(new URL("../examples/flights", import.meta.url));
const { project } = await loadProject(flights);
const { sources } = project;
const { examples, features: set } = project.model;
const definitions = { entities: project.entities, views: project.views };

const db = await openDuckDb({ threads: 2 });
await loadTables();
const offline = createOfflineFeatures({ db, sources });
const training = await measureTrainingSet();
const online = await measureOnline();
compare(training.features, online);
await db.close();

async function loadTables() {
  await duckDbSources(db, { projectFolder: flights, rejectedFolder: join(tmpdir(), "gyre-bench-rejected") }).load(
    sources,
  );
}

async function measureTrainingSet() {
  let result;
  for (let round = 0; round < rounds; round++) {
    const watch = startWatch();
    result = await offline.trainingSet({ definitions, set, examples });
    const { wall, cpu } = watch();
    const size = `${result.ids.length} rows × ${result.features.names.length} features`;
    report(`training set, ${size}`, `${(wall / 1e3).toFixed(2)} s (${(cpu / 1e3).toFixed(2)} s of CPU)`);
  }
  return result;
}

async function measureOnline() {
  const batch = (name, orderBy) => {
    const source = sources.find((one) => one.name === name);
    return offline.events({ source, columns: Object.keys(source.schema.columns), orderBy });
  };
  const requests = await batch("legs", "decided_at");
  const facts = await batch("planes", null);
  const orders = { departures: "happened_at", arrivals: "happened_at", weather_hours: "observed_at" };
  const streams = await Promise.all(
    Object.entries(orders).map(async ([name, column]) => {
      const events = await batch(name, column);
      return { events, times: events.columns[column].values };
    }),
  );
  let table;
  for (let round = 0; round < rounds; round++) table = replay(requests, facts, streams);
  return inOrderOfMomentAndId(table, requests);
}

function replay(requests, facts, streams) {
  const online = createOnlineFeatures({ definitions, set, sources });
  const reader = online.reader(requests, requests.rows);
  const moments = requests.columns.decided_at.values;
  const next = streams.map(() => 0);
  let pushed = 0;
  let pushMs = 0;
  for (let row = 0; row < facts.rows; row++) online.push(facts, row);
  const watch = startWatch();
  for (let row = 0; row < requests.rows; row++) {
    const start = performance.now();
    streams.forEach(({ events, times }, i) => {
      for (; next[i] < events.rows && times[next[i]] <= moments[row]; pushed++) online.push(events, next[i]++);
    });
    online.advanceTo(moments[row]);
    pushMs += performance.now() - start;
    reader.readInto(row, moments[row], row);
  }
  const { wall, cpu } = watch();
  const busy = cpu / wall;
  report(`online, ${pushed} events`, `${((pushMs * busy * 1e3) / pushed).toFixed(2)} µs of CPU for each push`);
  report(
    `online, ${requests.rows} rows`,
    `${(((wall - pushMs) * busy * 1e3) / requests.rows).toFixed(2)} µs of CPU for each read`,
  );
  report("online, kept at the end", `${online.held} tiles, rows and values`);
  return reader.table;
}

function inOrderOfMomentAndId(table, requests) {
  const { decided_at, flight_id } = requests.columns;
  const id = (row) => flight_id.dictionary[flight_id.codes[row]];
  const rows = Int32Array.from(decided_at.values, (_, row) => row);
  rows.sort((a, b) => decided_at.values[a] - decided_at.values[b] || (id(a) < id(b) ? -1 : 1));
  return { table, rows };
}

function compare(features, { table, rows }) {
  let differences = 0;
  features.columns.forEach((column, i) => {
    const other = table.columns[i];
    for (let row = 0; row < rows.length; row++) {
      const wanted = column.kind === "number" ? column.values[row] : column.categories[column.codes[row]];
      const got = other.kind === "number" ? other.values[rows[row]] : other.categories[other.codes[rows[row]]];
      if (!Object.is(wanted + 0, got + 0) && wanted !== got) differences++;
    }
  });
  report("cells that differ between the two", `${differences} of ${rows.length * features.columns.length}`);
}

function startWatch() {
  const start = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { wall: performance.now() - start, cpu: (user + system) / 1e3 };
  };
}

function report(what, result) {
  process.stdout.write(`${what.padEnd(44)}${result}\n`);
}
