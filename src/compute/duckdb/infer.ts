import type { ColumnKind, ColumnSchema, InferredSchema, Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { quote, type RawTable } from "./raw.js";

/** A text column with at most this many values in at least a hundred times as many rows is taken for a closed list. */
const MAX_DOMAIN = 30;

/** Reads a schema off the rows: kinds, presence, ranges widened by their own span, closed lists of texts, and a key. */
export async function inferSource(db: DuckDb, source: Source, raw: RawTable): Promise<InferredSchema> {
  const columns: Record<string, ColumnSchema> = {};
  const count = await one(db, `SELECT count(*)::DOUBLE FROM ${raw.relation}`);
  const rows = Number(count[0]);
  for (const [name, kind] of raw.kinds) columns[name] = await inferColumn(db, raw, name, kind, rows);
  const known = source.schema.key.filter((name) => raw.kinds.has(name));
  const key = known.length > 0 ? known : await findKey(db, raw, columns, rows);
  return { source: source.name, rows, schema: { columns, key, maxRejectedShare: source.schema.maxRejectedShare || 0.01 } };
}

async function inferColumn(db: DuckDb, raw: RawTable, name: string, kind: ColumnKind, rows: number): Promise<ColumnSchema> {
  const column = quote(name);
  const [nulls] = await one(db, `SELECT (count(*) - count(${column}))::DOUBLE FROM ${raw.relation}`);
  const nullable = Number(nulls) > 0;
  if (kind === "text") {
    const values = await db.readColumns(`SELECT DISTINCT ${column} AS v FROM ${raw.relation} WHERE ${column} IS NOT NULL ORDER BY v LIMIT ${MAX_DOMAIN + 1}`);
    const [texts] = values.columns;
    if (texts.kind !== "text" || values.rows === 0 || values.rows > MAX_DOMAIN || rows < values.rows * 100) return { kind, nullable };
    return { kind, nullable, domain: Array.from(texts.codes, (code) => texts.dictionary[code]) };
  }
  if (kind !== "integer" && kind !== "double") return { kind, nullable };
  const [low, high] = await one(db, `SELECT min(${column})::DOUBLE, max(${column})::DOUBLE FROM ${raw.relation} WHERE isfinite(${column}::DOUBLE)`);
  if (typeof low !== "number" || typeof high !== "number" || Number.isNaN(low)) return { kind, nullable };
  const span = Math.max(high - low, Math.abs(high), 1);
  return { kind, nullable, min: low >= 0 ? 0 : Math.floor(low - span), max: Math.ceil(high + span) };
}

/** The first single column, pair or triple of never-null columns without repetition; none when there is none. */
async function findKey(db: DuckDb, raw: RawTable, columns: Record<string, ColumnSchema>, rows: number): Promise<string[]> {
  const names = Object.keys(columns).filter((name) => !columns[name].nullable && columns[name].kind !== "double" && columns[name].kind !== "boolean");
  const candidates = [
    ...names.map((name) => [name]),
    ...names.slice(0, 8).flatMap((a, i, all) => all.slice(i + 1).map((b) => [a, b])),
  ];
  for (const key of candidates) {
    const [distinct] = await one(db, `SELECT count(DISTINCT (${key.map(quote).join(", ")}))::DOUBLE FROM ${raw.relation}`);
    if (Number(distinct) === rows && rows > 0) return key;
  }
  return [];
}

async function one(db: DuckDb, sql: string): Promise<readonly (number | string | null)[]> {
  const result = await db.readColumns(sql);
  return result.columns.map((column) => (column.kind === "text" ? (column.dictionary[column.codes[0]] ?? null) : column.values[0]));
}
