import { join } from "node:path";
import type { ColumnSchema, Rejection, Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { literal, quote, type RawTable } from "./raw.js";

export type { RawTable };

/** One rule of a schema as an SQL test that is true for the rows that break it. */
interface Rule {
  readonly column: string;
  readonly rule: Rejection["rule"];
  readonly broken: string;
}

/** Counts how many rows break each rule; rules that nobody breaks are left out. */
export async function countRejections(
  db: DuckDb,
  source: Source,
  raw: RawTable,
  signal: AbortSignal | undefined,
): Promise<{ readonly rows: number; readonly rejections: readonly Rejection[] }> {
  const rules = rulesOf(source, raw);
  const counts = rules.flatMap(({ broken, column }, i) => [
    `(count(*) FILTER (WHERE ${broken}))::DOUBLE AS n${i}`,
    `coalesce(CAST(min(${cellText(raw, column)}) FILTER (WHERE ${broken}) AS VARCHAR), 'null') AS e${i}`,
  ]);
  const result = await db.readColumns(`SELECT ${["count(*)::DOUBLE AS n", ...counts].join(", ")} FROM ${await withCopies(db, source, raw)}`, undefined, signal);
  const value = (index: number): number | string => {
    const column = result.columns[index];
    return column.kind === "text" ? column.dictionary[column.codes[0]] : column.values[0];
  };
  const rejections = rules.flatMap(({ column, rule }, i) => {
    const rows = Number(value(1 + 2 * i));
    return rows === 0 ? [] : [{ column, rule, rows, example: String(value(2 + 2 * i)) }];
  });
  return { rows: Number(value(0)), rejections };
}

/** Splits a source into its table of passed rows and a Parquet file of rejected ones, each with its reasons. Gives the file's path. */
export async function keepRejected(db: DuckDb, source: Source, raw: RawTable, folder: string): Promise<string> {
  const rules = rulesOf(source, raw);
  const reasons = rules.map(({ broken, column, rule }) => `CASE WHEN ${broken} THEN ${literal(`${rule} of ${column}`)} END`);
  const judged = quote(`__judged_${source.name}`);
  await db.run(
    `CREATE OR REPLACE TEMP TABLE ${judged} AS SELECT *, list_filter([${reasons.join(", ")}], x -> x IS NOT NULL) AS __reasons FROM ${await withCopies(db, source, raw)}`,
  );
  const columns = Object.keys(source.schema.columns).map(quote).join(", ");
  const path = join(folder, `${source.name}.parquet`);
  await db.run(
    `COPY (SELECT ${columns}, __row AS rejected_row, array_to_string(__reasons, '; ') AS rejected_because FROM ${judged} WHERE len(__reasons) > 0 ORDER BY __row)
     TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd);
     CREATE OR REPLACE TABLE ${quote(source.name)} AS SELECT ${columns} FROM ${judged} WHERE len(__reasons) = 0 ORDER BY __row;
     DROP TABLE ${judged}`,
  );
  return path;
}

function rulesOf(source: Source, raw: RawTable): readonly Rule[] {
  const rules = Object.entries(source.schema.columns).flatMap(([column, schema]) => columnRules(column, schema, raw));
  const key = source.schema.key;
  return key.length === 0 ? rules : [...rules, { column: key.join(", "), rule: "unique", broken: "__copy > 1" }];
}

function columnRules(column: string, schema: ColumnSchema, raw: RawTable): Rule[] {
  const name = quote(column);
  const rules: Rule[] = [];
  if (raw.castsRows) rules.push({ column, rule: "type", broken: `${quote(`__text_${column}`)} IS NOT NULL AND ${name} IS NULL` });
  if (!schema.nullable) {
    rules.push({ column, rule: "presence", broken: raw.castsRows ? `${quote(`__text_${column}`)} IS NULL` : `${name} IS NULL` });
  }
  const value = schema.kind === "timestamp" ? `epoch_ms(${name})` : name;
  const outside = [
    ...(schema.min === undefined ? [] : [`${value} < ${schema.min}`]),
    ...(schema.max === undefined ? [] : [`${value} > ${schema.max}`]),
    ...(schema.kind === "double" && (schema.min !== undefined || schema.max !== undefined) ? [`isnan(${name})`] : []),
  ];
  if (outside.length > 0) rules.push({ column, rule: "range", broken: outside.join(" OR ") });
  if (schema.domain) rules.push({ column, rule: "domain", broken: `${name} NOT IN (${schema.domain.map(literal).join(", ")})` });
  return rules.map((rule) => ({ ...rule, broken: `coalesce(${rule.broken}, false)` }));
}

/** The raw rows with `__copy`: 1 for the first row of its key, 2 for the second, and so on. */
async function withCopies(db: DuckDb, source: Source, raw: RawTable): Promise<string> {
  if (source.schema.key.length === 0) return `(SELECT *, rowid AS __row FROM ${raw.relation})`;
  const key = source.schema.key.map(quote).join(", ");
  const repeats = await db.readColumns(`SELECT 1 AS one FROM ${raw.relation} GROUP BY ${key} HAVING count(*) > 1 LIMIT 1`);
  const copy = repeats.rows === 0 ? "1" : `row_number() OVER (PARTITION BY ${key} ORDER BY rowid)`;
  return `(SELECT *, rowid AS __row, ${copy} AS __copy FROM ${raw.relation})`;
}

function cellText(raw: RawTable, column: string): string {
  const first = column.split(", ")[0];
  return raw.castsRows ? quote(`__text_${first}`) : `CAST(${quote(first)} AS VARCHAR)`;
}
