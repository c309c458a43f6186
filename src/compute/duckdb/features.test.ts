import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ColumnKind, integer, query, type Source, tableSchema, text, timestamp } from "../../data/index.js";
import { describeEvaluator, type EvaluatorCase } from "../../features/evaluator.contract.js";
import {
  allOf,
  count,
  entity,
  examples,
  featureSet,
  field,
  last,
  quoteName,
  quoteText,
  type TrainingSet,
  type Value,
  windows,
} from "../../features/index.js";
import type { Row } from "../../features/oracle.contract.js";
import { type DuckDb, openDuckDb } from "./connection.js";
import { createOfflineFeatures } from "./features.js";

let db: DuckDb;
beforeAll(async () => {
  db = await openDuckDb({ threads: 2 });
});
afterAll(() => db.close());

const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: "VARCHAR",
  integer: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
};

function literal(value: Value, kind: ColumnKind): string {
  if (value === null) return "NULL";
  if (kind === "text") return quoteText(String(value));
  if (kind === "timestamp") return `make_timestamp(${Number(value) * 1000})`;
  // From text: a bare literal is a DECIMAL first and loses the last digit.
  return kind === "double" ? `'${value}'::DOUBLE` : String(value);
}

async function fill(source: Source, rows: readonly Row[]): Promise<void> {
  const columns = Object.entries(source.schema.columns);
  const table = quoteName(source.name);
  const declared = columns.map(([name, { kind }]) => `${quoteName(name)} ${TYPES[kind]}`);
  const cells = rows.map((row) => `(${columns.map(([name, { kind }]) => literal(row[name], kind)).join(", ")})`);
  const insert = rows.length > 0 ? `INSERT INTO ${table} VALUES ${cells.join(", ")};` : "";
  await db.run(`CREATE OR REPLACE TABLE ${table} (${declared.join(", ")}); ${insert}`);
}

function rowsOf({ features }: TrainingSet): Value[][] {
  return Array.from({ length: features.rows }, (_, row) =>
    features.columns.map((column) => {
      if (column.kind === "number") return Number.isNaN(column.values[row]) ? null : column.values[row];
      return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
    }),
  );
}

async function trainingSet(input: EvaluatorCase): Promise<TrainingSet> {
  for (const source of input.sources) await fill(source, input.rows[source.name]);
  return createOfflineFeatures({ db, sources: input.sources }).trainingSet(input);
}

describeEvaluator("offline, over DuckDB", async (input) => rowsOf(await trainingSet(input)), 60);

const visits = query("visits", "", {
  from: [],
  schema: tableSchema({
    key: ["id"],
    columns: {
      id: text(),
      page: text({ nullable: true }),
      at: timestamp(),
      known: timestamp({ nullable: true }),
      label: integer({ nullable: true }),
    },
  }),
});
const page = entity("page", ["page"]);
const views = [
  windows("v", {
    entity: page,
    source: visits,
    event: "at",
    available: "at",
    over: ["1h"],
    aggregate: { n: count(), last: last("id") },
  }),
];
const set = featureSet("s", {
  source: visits,
  fields: ["page"],
  request: { page: field("page") },
  features: allOf(views[0]),
});
const input = {
  definitions: { entities: [page], views },
  set,
  examples: examples(visits, { id: "id", at: "at", label: "label", labelKnownAt: "known" }),
};

/** Rows as (id, page, µs after the epoch); labels follow from the order. */
async function fillVisits(rows: readonly (readonly [string, string | null, number])[]): Promise<void> {
  const cells = rows.map(
    ([id, onPage, us]) => `(${literal(id, "text")}, ${literal(onPage, "text")}, make_timestamp(${us}), NULL, NULL)`,
  );
  await fill(visits, []);
  await db.run(`INSERT INTO visits VALUES ${cells.join(", ")}`);
}

const HOUR_US = 3_600_000_000;

describe("the training set", () => {
  const offline = () => createOfflineFeatures({ db, sources: [visits] });

  it("has one row for each example in the order of (at, id), with any text as id, and NaN for a label that is not there", async () => {
    await fillVisits([
      ['say "ž"\n', "a", HOUR_US],
      ["\\", null, HOUR_US],
      ["", "a", 0],
      ["", "a", 0],
    ]);
    const made = await offline().trainingSet(input);
    expect(made.ids).toEqual(["", "", "\\", 'say "ž"\n']);
    expect([...made.at]).toEqual([0, 0, 3_600_000, 3_600_000]);
    expect([...made.labels, ...made.labelKnownAt].every(Number.isNaN)).toBe(true);
    expect(made.features.names).toEqual(["page", "v_n_1h", "v_last_1h"]);
  });

  it("cuts times to whole milliseconds, so that an event of the same millisecond does not count itself", async () => {
    await fillVisits([
      ["first", "a", HOUR_US + 999],
      ["second", "a", HOUR_US + 1000],
      ["third", "a", HOUR_US + 1999],
    ]);
    const made = await offline().trainingSet(input);
    expect(rowsOf(made).map(([, n, of]) => [n, of])).toEqual([
      [0, null],
      [1, "first"],
      [1, "first"],
    ]);
  });

  it("is the same to the byte for any order of rows that tie in nothing", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => [`id${i}`, `p${(i * 7) % 5}`, i * 60_000_000] as const);
    await fillVisits(rows);
    const made = await offline().trainingSet(input);
    await fillVisits(rows.toReversed());
    expect(await offline().trainingSet(input)).toEqual(made);
  });

  it("is refused with the place of a wrong name, and stopped when cancelled", async () => {
    const wrong = { ...input, examples: { ...input.examples, label: "lable" } };
    await expect(offline().trainingSet(wrong)).rejects.toMatchObject({ code: "project.unknown_name" });
    const signal = AbortSignal.abort();
    await expect(offline().trainingSet({ ...input, signal })).rejects.toMatchObject({ code: "core.cancelled" });
  });
});

describe("a source's events", () => {
  it("come in the order of a column cut to milliseconds, then of the source", async () => {
    await fillVisits([
      ["b", "x", 5999],
      ["a", null, 5000],
      ["c", "y", 4000],
    ]);
    const offline = createOfflineFeatures({ db, sources: [visits] });
    const ids = async (orderBy: string | null): Promise<string[]> => {
      const { columns } = await offline.events({ source: visits, columns: ["id", "at"], orderBy });
      const { id } = columns;
      return id.kind === "text" ? [...id.codes].map((code) => id.dictionary[code]) : [];
    };
    expect(await ids("at")).toEqual(["c", "b", "a"]);
    expect(await ids(null)).toEqual(["b", "a", "c"]);
  });
});
