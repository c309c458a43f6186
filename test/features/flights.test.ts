import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DuckDb, openDuckDb } from "../../src/compute/duckdb/connection.js";
import { createOfflineFeatures } from "../../src/compute/duckdb/features.js";
import { duckDbSources } from "../../src/compute/duckdb/sources.js";
import { loadProject } from "../../src/compute/esbuild/load-project.js";
import { createRandom, type Duration, durationMs } from "../../src/core/index.js";
import type { Source, SourceCheck } from "../../src/data/index.js";
import {
  createOnlineFeatures,
  type EventBatch,
  type OfflineFeatures,
  type TrainingSet,
  type Value,
  type View,
} from "../../src/features/index.js";
import { oracleRow, type Row } from "../../src/features/oracle.contract.js";
import type { Column, Table } from "../../src/learn/index.js";

const folder = fileURLToPath(new URL("../../examples/flights/", import.meta.url));
const { project } = await loadProject(folder);
const { sources } = project;
const { examples, features: set } = project.model;
const definitions = { entities: project.entities, views: project.views };
/** When the rows of each source that a view reads became known. */
const knownAt = new Map(project.views.map((view) => [view.source, view.availableAt]));
const DAY = 86_400_000;

let db: DuckDb;
let checks: readonly SourceCheck[];
let offline: OfflineFeatures;
let training: TrainingSet;
const batches = new Map<string, EventBatch>();

const sourceOf = (name: string): Source => sources.find((source) => source.name === name) as Source;

beforeAll(async () => {
  db = await openDuckDb({ threads: 2 });
  const engine = duckDbSources(db, { projectFolder: folder, rejectedFolder: join(tmpdir(), "gyre-flights-rejected") });
  checks = await engine.load(sources);
  offline = createOfflineFeatures({ db, sources });
  training = await offline.trainingSet({ definitions, set, examples });
  for (const [name, orderBy] of [[examples.source, examples.at] as const, ...knownAt]) {
    const source = sourceOf(name);
    batches.set(name, await offline.events({ source, columns: Object.keys(source.schema.columns), orderBy }));
  }
}, 120_000);
afterAll(() => db.close());

const batchOf = (name: string): EventBatch => batches.get(name) as EventBatch;

function cell(table: Table, i: number, row: number): Value {
  const column = table.columns[i];
  if (column.kind === "number") return Number.isNaN(column.values[row]) ? null : column.values[row];
  return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
}

function rowOf(batch: EventBatch, columns: readonly string[], row: number): Row {
  const cells: Record<string, Value> = {};
  for (const name of columns) {
    const column = batch.columns[name];
    if (column.kind === "text") cells[name] = column.codes[row] < 0 ? null : column.dictionary[column.codes[row]];
    else if (Number.isNaN(column.values[row])) cells[name] = null;
    else cells[name] = column.kind === "boolean" ? column.values[row] === 1 : column.values[row];
  }
  return cells;
}

function rowsOf(batch: EventBatch): Row[] {
  const columns = Object.keys(batch.columns);
  return Array.from({ length: batch.rows }, (_, row) => rowOf(batch, columns, row));
}

interface GoldenTable {
  readonly rows: number;
  readonly sums: Readonly<Record<string, number>>;
  readonly sumOfEpochMinutes: Readonly<Record<string, number>>;
}

describe("the flights of 2013", () => {
  it("have the rows that their source promises, and none that break their schemas", () => {
    const rows = Object.fromEntries(checks.map((check) => [check.source, check.rows]));
    expect(rows).toMatchObject({ flights: 336_776, weather: 26_115, planes: 3_322, airports: 1_458, airlines: 16 });
    expect(checks.filter((check) => check.rejectedRows > 0)).toEqual([]);
  });

  it("become events at the moments that pandas and zoneinfo find", async () => {
    const golden = JSON.parse(readFileSync(join(folder, "../../golden/flights/event-tables.json"), "utf8")) as {
      readonly tables: Readonly<Record<string, GoldenTable>>;
    };
    for (const [name, { rows, sums, sumOfEpochMinutes }] of Object.entries(golden.tables)) {
      const wanted = [...Object.values(sums), ...Object.values(sumOfEpochMinutes), rows];
      const columns = [
        ...Object.keys(sums).map((column) => `sum(${column}::DOUBLE)`),
        ...Object.keys(sumOfEpochMinutes).map((column) => `sum(epoch_ms(${column}) // 60000)::DOUBLE`),
        "count(*)::DOUBLE",
      ];
      const found = await db.readColumns(`SELECT ${columns.join(", ")} FROM ${name}`);
      expect(
        found.columns.map((column) => (column.kind === "text" ? column : column.values[0])),
        name,
      ).toEqual(wanted);
    }
  });

  it("give one row for each of the 336,776 legs, in the order of (decided at, id)", () => {
    expect(training.ids.length).toBe(336_776);
    expect(new Set(training.ids).size).toBe(336_776);
    expect(
      training.at.every(
        (at, i) =>
          i === 0 || training.at[i - 1] < at || (training.at[i - 1] === at && training.ids[i - 1] < training.ids[i]),
      ),
    ).toBe(true);
  });

  it("have on 2,000 sampled rows what the definitions say of the raw events known by then", () => {
    const random = createRandom(17);
    const legs = batchOf("legs");
    const order = rowsByMomentAndId(legs);
    const events = [...batches].filter(([name]) => name !== "legs");
    const raw = new Map(events.map(([name, batch]) => [name, rowsOf(batch)]));
    for (const name of ["departures", "arrivals"])
      expect(countTexts(batchOf(name), "flight_id")).toBe(batchOf(name).rows); // so every row counts
    const candidates = candidateRows(raw);
    for (let n = 0; n < 2000; n++) {
      const row = random.int(training.ids.length);
      const leg = rowOf(legs, Object.keys(legs.columns), order[row]);
      expect([leg.flight_id, leg.decided_at]).toEqual([training.ids[row], training.at[row]]);
      const expected = oracleRow(definitions, set, training.at[row], leg, candidates);
      expected.forEach((value, i) => {
        const got = cell(training.features, i, row);
        if (got !== value)
          expect.fail(`${training.ids[row]}, ${training.features.names[i]}: got ${got}, expected ${value}`);
      });
    }
  });

  it("are the same, cell for cell, when every event is streamed and every row read at its moment", () => {
    const online = createOnlineFeatures({ definitions, set, sources });
    const requests = batchOf("legs");
    const reader = online.reader(requests, requests.rows);
    replay(online.push, reader.readInto);
    const order = rowsByMomentAndId(requests);
    const differences = training.features.columns.map((column, i) =>
      countDifferences(column, reader.table.columns[i], order),
    );
    expect(differences).toEqual(training.features.names.map(() => 0));
  });
});

function countDifferences(column: Column, other: Column, order: Int32Array): number {
  let differences = 0;
  for (let row = 0; row < order.length; row++) {
    if (column.kind === "number" && other.kind === "number") {
      const [a, b] = [column.values[row], other.values[order[row]]];
      if (a !== b && !(Number.isNaN(a) && Number.isNaN(b))) differences++;
    } else if (column.kind === "category" && other.kind === "category") {
      if (column.categories[column.codes[row]] !== other.categories[other.codes[order[row]]]) differences++;
    } else differences++;
  }
  return differences;
}

/** Rows of the example's key whose event lies in the hour after it or as far back as the view's longest window and a day. */
function candidateRows(raw: ReadonlyMap<string, readonly Row[]>): (view: View, example: Row) => readonly Row[] {
  const indexes = new Map<string, (example: Row) => readonly Row[]>(
    definitions.views.map((view) => {
      const keys = definitions.entities.find(({ name }) => name === view.entity)?.keys ?? [];
      const rows = new Map<string, Row[]>();
      const keyOf = (row: Row): string => keys.map((key) => row[key]).join("/");
      for (const row of raw.get(view.source) ?? []) {
        const group = rows.get(keyOf(row));
        if (group) group.push(row);
        else rows.set(keyOf(row), [row]);
      }
      const { eventTime } = view;
      const lengths = view.kind === "windows" ? view.windows : [view.maxAge ?? "1d"];
      const reachMs = Math.max(...lengths.map((length) => durationMs(length as Duration)));
      const firstFrom = (group: readonly Row[], time: number): number => {
        let low = 0;
        for (let high = group.length; low < high; ) {
          const middle = (low + high) >> 1;
          if (Number(group[middle][eventTime ?? ""]) < time) low = middle + 1;
          else high = middle;
        }
        return low;
      };
      return [
        view.name,
        (example: Row): readonly Row[] => {
          const group = rows.get(keyOf(example)) ?? [];
          if (eventTime === null) return group;
          const at = Number(example.decided_at);
          return group.slice(firstFrom(group, at - reachMs - DAY), firstFrom(group, at + DAY / 24));
        },
      ];
    }),
  );
  return (view, example) => indexes.get(view.name)?.(example) ?? [];
}

/** All events and all questions in the order of time; an event that becomes available at the moment of a question comes first. */
function replay(
  push: (batch: EventBatch, row: number) => void,
  readInto: (row: number, at: number, into: number) => void,
): void {
  const streams = [...knownAt].flatMap(([name, column]) => {
    const batch = batchOf(name);
    if (column !== null) return [{ batch, times: timesOf(batch, column), next: 0 }];
    for (let row = 0; row < batch.rows; row++) push(batch, row);
    return [];
  });
  const requests = batchOf("legs");
  const moments = timesOf(requests, "decided_at");
  for (let row = 0; row < requests.rows; row++) {
    for (const stream of streams) {
      while (stream.next < stream.batch.rows && stream.times[stream.next] <= moments[row])
        push(stream.batch, stream.next++);
    }
    readInto(row, moments[row], row);
  }
}

function timesOf(batch: EventBatch, name: string): Float64Array {
  const column = batch.columns[name];
  if (column.kind === "text") throw new Error(`${name} is no time`);
  return column.values;
}

function countTexts(batch: EventBatch, name: string): number {
  const column = batch.columns[name];
  return column.kind === "text" ? column.dictionary.length : 0;
}

function rowsByMomentAndId(requests: EventBatch): Int32Array {
  const moments = timesOf(requests, "decided_at");
  const { flight_id: ids } = requests.columns;
  if (ids.kind !== "text") throw new Error("ids are texts");
  const id = (row: number): string => ids.dictionary[ids.codes[row]];
  return Int32Array.from(moments, (_, row) => row).sort((a, b) => moments[a] - moments[b] || (id(a) < id(b) ? -1 : 1));
}
