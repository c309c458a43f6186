import { afterAll, beforeAll } from "vitest";
import type { ColumnKind, Source } from "../../data/index.js";
import { describeEvaluator, type EvaluatorCase } from "../../features/evaluator.contract.js";
import { quoteName, quoteText, type TrainingSet, type Value } from "../../features/index.js";
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
  return kind === "double" ? `${value}::DOUBLE` : String(value);
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
