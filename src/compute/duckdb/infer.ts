import type { ColumnKind, ColumnSchema, InferredSchema, Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { quote, rowOf } from "./names.js";
import { keepAll, type RawTable } from "./raw.js";

/** A text column with at most this many values in at least a hundred times as many rows is taken for a closed list. */
const MAX_DOMAIN = 30;

/** Pairs for a key are looked for among this many columns. */
const MAX_KEY_COLUMNS = 8;

/**
 * Reads a schema off the rows: kinds, presence, ranges widened by their own span, closed lists of texts, and a key (the source's
 * own where it has one). The raw rows become the source's table.
 */
export async function inferSource(db: DuckDb, source: Source, raw: RawTable): Promise<InferredSchema> {
  const table = quote(source.name);
  await keepAll(db, table, raw);
  const { rows, columns } = await inferColumns(db, table, raw.kinds);
  const own = source.schema.key;
  const keepsOwn = own.length > 0 && own.every((name) => name in columns);
  const key = keepsOwn ? own : await findKey(db, table, columns, rows);
  return {
    source: source.name,
    rows,
    schema: { columns, key, maxRejectedShare: source.schema.maxRejectedShare || 0.01 },
  };
}

/** One pass over the numbers, and one over each column of texts. */
async function inferColumns(db: DuckDb, table: string, kinds: ReadonlyMap<string, ColumnKind>) {
  const asked = [...kinds].flatMap(([name, kind]) => {
    const column = quote(name);
    const value = `${column}::DOUBLE`;
    const isNumber = kind === "integer" || kind === "double";
    return [
      `count(${column})::DOUBLE`,
      ...["min", "max"].map((end) =>
        isNumber ? `${end}(${value}) FILTER (WHERE isfinite(${value}))` : "NULL::DOUBLE",
      ),
    ];
  });
  const [all, ...cells] = rowOf(
    await db.readColumns(`SELECT ${["count(*)::DOUBLE", ...asked].join(", ")} FROM ${table}`),
  );
  const rows = Number(all);
  const columns: Record<string, ColumnSchema> = {};
  for (const [i, [name, kind]] of [...kinds].entries()) {
    const [present, low, high] = cells.slice(3 * i, 3 * i + 3).map(Number);
    const limits = kind === "text" ? await domainOf(db, table, name, rows) : limitsOf(low, high);
    columns[name] = { kind, nullable: present < rows, ...limits };
  }
  return { rows, columns };
}

function limitsOf(low: number, high: number): { min?: number; max?: number } {
  if (Number.isNaN(low) || Number.isNaN(high)) return {};
  const span = Math.max(high - low, Math.abs(high), 1);
  return { min: low >= 0 ? 0 : Math.floor(low - span), max: Math.ceil(high + span) };
}

async function domainOf(db: DuckDb, table: string, name: string, rows: number): Promise<{ domain?: string[] }> {
  const column = quote(name);
  const sql = `SELECT DISTINCT ${column} AS v FROM ${table} WHERE ${column} IS NOT NULL ORDER BY v LIMIT ${MAX_DOMAIN + 1}`;
  const { rows: values, columns } = await db.readColumns(sql);
  const [texts] = columns;
  if (texts.kind !== "text" || values === 0 || values > MAX_DOMAIN || rows < values * 100) return {};
  return { domain: Array.from(texts.codes, (code) => texts.dictionary[code]) };
}

/** The first column, or pair of columns, that is never null and never repeats itself; none when there is none. */
async function findKey(
  db: DuckDb,
  table: string,
  columns: Readonly<Record<string, ColumnSchema>>,
  rows: number,
): Promise<string[]> {
  const names = Object.keys(columns).filter((name) => {
    const { kind, nullable } = columns[name];
    return !nullable && kind !== "double" && kind !== "boolean";
  });
  const pairs = names.slice(0, MAX_KEY_COLUMNS).flatMap((a, i, all) => all.slice(i + 1).map((b) => [a, b]));
  for (const key of rows === 0 ? [] : [...names.map((name) => [name]), ...pairs]) {
    const sql = `SELECT 1 AS one FROM ${table} GROUP BY ${key.map(quote).join(", ")} HAVING count(*) > 1 LIMIT 1`;
    if ((await db.readColumns(sql)).rows === 0) return key;
  }
  return [];
}
