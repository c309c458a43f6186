import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Rejection, Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { quote, rowOf } from "./names.js";
import { keepAll, type RawTable } from "./raw.js";
import { writeRejected } from "./rejected-file.js";
import { type Rule, rowRules, uniqueRule } from "./rules.js";

/** What a source's rows came to. */
export interface Verdict {
  readonly passed: number;
  readonly rejected: number;
  readonly rejections: readonly Rejection[];
  readonly rejectedPath: string | null;
}

/**
 * Makes the table of a source's passed rows from its raw rows, and a Parquet file of the rejected ones, each with its reasons. A
 * file of rejected rows is whole or not there; one of an earlier load goes away when no row is rejected any more.
 */
export async function judge(
  db: DuckDb,
  source: Source,
  raw: RawTable,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const rules = rowRules(source, raw);
  const counts = rules.map(({ broken }, i) => `(count(*) FILTER (WHERE ${broken}))::DOUBLE AS n${i}`);
  const select = ["count(*)::DOUBLE AS n", ...counts].join(", ");
  const [rows, ...broken] = rowOf(await db.readColumns(`SELECT ${select} FROM ${raw.relation}`, undefined, signal));
  const path = join(folder, `${encodeURIComponent(source.name)}.parquet`);
  const hasCopies = await repeatsKey(db, source, raw, signal);
  if (!hasCopies && broken.every((count) => count === 0)) {
    await keepAll(db, quote(source.name), raw);
    await rm(path, { force: true });
    return { passed: Number(rows), rejected: 0, rejections: [], rejectedPath: null };
  }
  const at = rules.filter((_, i) => broken[i] !== 0);
  const judged = await markRows(db, source, raw, at, hasCopies, signal);
  const judgedBy = hasCopies ? [...at, uniqueRule(source)] : at;
  const rejections = await countRejections(db, judged, judgedBy);
  const passed = await keepPassed(db, source, judged);
  await writeRejected(db, { source, raw, judged, rules: judgedBy, path });
  await db.run(`DROP TABLE ${judged}; DROP TABLE ${raw.relation}`);
  return { passed, rejected: Number(rows) - passed, rejections, rejectedPath: path };
}

async function repeatsKey(
  db: DuckDb,
  source: Source,
  raw: RawTable,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (source.schema.key.length === 0) return false;
  const key = source.schema.key.map(quote).join(", ");
  const sql = `SELECT 1 AS one FROM ${raw.relation} GROUP BY ${key} HAVING count(*) > 1 LIMIT 1`;
  return (await db.readColumns(sql, undefined, signal)).rows > 0;
}

/** A table of all rows with `__row`, their place, and `__broken`, the positions of the rules that they break. */
async function markRows(
  db: DuckDb,
  source: Source,
  raw: RawTable,
  rules: readonly Rule[],
  hasCopies: boolean,
  signal: AbortSignal | undefined,
): Promise<string> {
  const judged = quote(`__judged_${source.name}`);
  const breaks = rules.map(({ broken }, i) => `CASE WHEN ${broken} THEN ${i} END`);
  const listed = `list_filter([${breaks.join(", ")}]::INTEGER[], x -> x IS NOT NULL)`;
  const key = source.schema.key.map(quote).join(", ");
  // Within the transaction that wrote them, row ids begin at 2⁵⁵.
  const place = `rowid - (SELECT min(rowid) FROM ${raw.relation})`;
  const rows = `SELECT *, ${place} AS __row, ${listed} AS __broken FROM ${raw.relation}`;
  const copies = `SELECT *, row_number() OVER (PARTITION BY ${key}, len(__broken) = 0 ORDER BY __row) AS __copy FROM (${rows})`;
  const marked = `SELECT * REPLACE (CASE WHEN len(__broken) = 0 AND __copy > 1 THEN [${rules.length}] ELSE __broken END AS __broken) FROM (${copies})`;
  await db.run(`CREATE OR REPLACE TEMP TABLE ${judged} AS ${hasCopies ? marked : rows}`, undefined, signal);
  return judged;
}

async function countRejections(db: DuckDb, judged: string, rules: readonly Rule[]): Promise<readonly Rejection[]> {
  const columns = rules.flatMap(({ cell }, i) => {
    const broken = `FILTER (WHERE list_contains(__broken, ${i}))`;
    return [`(count(*) ${broken})::DOUBLE AS n${i}`, `arg_min(${cell}, __row) ${broken} AS e${i}`];
  });
  const cells = rowOf(await db.readColumns(`SELECT ${columns.join(", ")} FROM ${judged}`));
  return rules.flatMap(({ column, rule }, i) => {
    const rows = Number(cells[2 * i]);
    return rows === 0 ? [] : [{ column, rule, rows, example: String(cells[2 * i + 1]) }];
  });
}

async function keepPassed(db: DuckDb, source: Source, judged: string): Promise<number> {
  const table = quote(source.name);
  const rows = `SELECT ${columnsOf(source)} FROM ${judged} WHERE len(__broken) = 0 ORDER BY __row`;
  await db.run(`CREATE OR REPLACE TABLE ${table} AS ${rows}`);
  return Number(rowOf(await db.readColumns(`SELECT count(*)::DOUBLE AS n FROM ${table}`))[0]);
}

function columnsOf(source: Source): string {
  return Object.keys(source.schema.columns).map(quote).join(", ");
}
