import { access } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { asGyreError, GyreError, nearestName } from "../../core/index.js";
import type { ColumnKind, Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";

/** A source before its rows are checked: a table with the schema's columns, cast to their kinds; `rowid` is the row's place. */
export interface RawTable {
  readonly relation: string;
  /** The kinds as they came, by column. */
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  /** For texts that must be cast row by row (CSV): columns whose cast can fail have a `__text_` twin. */
  readonly castsRows: boolean;
}

/** An SQL identifier, quoted. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An SQL text literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const SQL_TYPES: Record<ColumnKind, string> = {
  text: "VARCHAR",
  integer: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
};

/** Reads a source's rows into a table of their own; refuses missing columns and changed types with the source and the column named. */
export async function openRaw(db: DuckDb, projectFolder: string, source: Source): Promise<RawTable> {
  const scan = source.kind === "file" ? await scanFile(projectFolder, source) : await runQuery(db, source);
  const found = await describe(db, source, scan);
  const asText = source.kind === "file" && source.format === "csv";
  const names = Object.keys(source.schema.columns);
  for (const name of names) checkColumn(source, name, found, asText);
  const wanted = names.length > 0 ? names : [...found.keys()];
  const kinds = new Map(wanted.map((name) => [name, names.length > 0 ? source.schema.columns[name].kind : kindOf(found.get(name)!)]));
  const columns = wanted.map((name) => `${cast(name, kinds.get(name)!, asText)} AS ${quote(name)}`);
  const twins = asText ? wanted.map((name) => `nullif(${quote(name)}, '') AS ${quote(`__text_${name}`)}`) : [];
  const relation = quote(`__raw_${source.name}`);
  await guard(source, db.run(`CREATE OR REPLACE TABLE ${relation} AS SELECT ${[...columns, ...twins].join(", ")} FROM ${scan}`));
  return { relation, kinds, castsRows: asText };
}

function cast(name: string, kind: ColumnKind, asText: boolean): string {
  const column = asText ? `nullif(${quote(name)}, '')` : quote(name);
  if (kind === "timestamp") return `make_timestamp_ms(epoch_ms(${asText ? "TRY_CAST" : "CAST"}(${column} AS TIMESTAMP)))`;
  return `${asText ? "TRY_CAST" : "CAST"}(${column} AS ${SQL_TYPES[kind]})`;
}

async function scanFile(projectFolder: string, source: Extract<Source, { kind: "file" }>): Promise<string> {
  const path = resolve(projectFolder, source.path);
  const inside = relative(projectFolder, path);
  if (inside.startsWith("..") || isAbsolute(inside)) {
    throw new GyreError("store.path_escapes", `source ${source.name} points outside the project's folder: ${source.path}`, {
      hint: "move the file into the project's folder",
    });
  }
  await access(path).catch((cause) => {
    throw new GyreError("data.file_missing", `source ${source.name}: there is no file ${source.path}`, {
      cause,
      hint: "check the path in the project file; it is relative to the project's folder",
      details: { source: source.name, path: source.path },
    });
  });
  return source.format === "parquet"
    ? `read_parquet(${literal(path)})`
    : `read_csv(${literal(path)}, header = true, all_varchar = true, null_padding = false)`;
}

async function runQuery(db: DuckDb, source: Extract<Source, { kind: "query" }>): Promise<string> {
  const relation = quote(`__query_${source.name}`);
  await guard(source, db.run(`CREATE OR REPLACE TEMP VIEW ${relation} AS ${source.sql}`));
  return relation;
}

async function describe(db: DuckDb, source: Source, scan: string): Promise<Map<string, string>> {
  const result = await guard(source, db.readColumns(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${scan})`));
  const [names, types] = result.columns;
  const found = new Map<string, string>();
  if (names.kind === "text" && types.kind === "text") {
    for (let i = 0; i < result.rows; i++) found.set(names.dictionary[names.codes[i]], types.dictionary[types.codes[i]]);
  }
  return found;
}

function checkColumn(source: Source, name: string, found: ReadonlyMap<string, string>, asText: boolean): void {
  const type = found.get(name);
  const where = source.kind === "file" ? source.path : `the query of ${source.name}`;
  if (type === undefined) {
    const nearest = nearestName(name, found.keys());
    throw new GyreError("data.column_missing", `source ${source.name}: column ${name} is not in ${where}`, {
      hint: nearest ? `there is a column ${nearest}; was it renamed?` : `it has ${[...found.keys()].join(", ")}`,
      details: { source: source.name, column: name, path: where },
    });
  }
  const expected = source.schema.columns[name].kind;
  if (asText || kindOf(type) === expected || (expected === "double" && kindOf(type) === "integer")) return;
  throw new GyreError("data.type_changed", `source ${source.name}: column ${name} of ${where} should be ${expected}, but is ${type}`, {
    hint: "restore the column's type, or change the schema with `gyre validate --lock` and review it",
    details: { source: source.name, column: name, expected, got: type },
  });
}

function kindOf(type: string): ColumnKind {
  if (/^(TINY|SMALL|BIG|HUGE|U.*)?INT(EGER)?$/.test(type)) return "integer";
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return "double";
  if (type === "BOOLEAN") return "boolean";
  if (/^(TIMESTAMP|DATE)/.test(type)) return "timestamp";
  return "text";
}

/** Turns the engine's failures into ours, with the source's name. */
async function guard<T>(source: Source, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const error = asGyreError(cause);
    if (error.code !== "data.query_failed") throw error;
    const details = { source: source.name, ...(source.kind === "file" ? { path: source.path } : {}) };
    if (/unknown timezone|TimeZone '/i.test(error.message)) {
      throw new GyreError("data.bad_time_zone", `source ${source.name}: ${error.message}`, {
        cause,
        details,
        hint: "use a zone of the IANA list, such as America/New_York",
      });
    }
    if (source.kind === "query") {
      throw new GyreError("data.query_failed", `the query of source ${source.name} failed: ${error.message}`, { cause, details });
    }
    throw new GyreError("data.unreadable", `source ${source.name}: ${source.path} cannot be read as ${source.format}: ${error.message}`, {
      cause,
      details,
      hint: "the file may be cut short or damaged: fetch it again; nothing was changed",
    });
  }
}
