import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { type DuckDBResult, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { asGyreError, GyreError, nearestName } from "../../core/index.js";
import type { Frame, FrameColumn } from "../../learn/index.js";
import { createColumnReader } from "./columns.js";
import { type DuckDb, openDuckDb } from "./connection.js";
import { csvColumns } from "./csv-columns.js";
import { numberLayout } from "./layouts.js";
import { quote } from "./names.js";
import { scanFile } from "./scan-file.js";
import { isNull, vectorMemory } from "./vector-memory.js";

/** Which columns of a file are read, and as what. */
export interface ReadFrameOptions {
  /** The columns to read, in this order; all by default. */
  readonly only?: readonly string[];
  /** Columns to leave out. */
  readonly drop?: readonly string[];
  /** Columns of numbers whose values are names: read as categories. */
  readonly categories?: readonly string[];
  /** Columns of texts to read as they are instead of as categories. */
  readonly texts?: readonly string[];
  /** Numbers in memory that threads can share. */
  readonly shared?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * A Parquet or CSV file as a frame: numbers and booleans as numbers, texts as categories in code-unit order, dates and timestamps
 * as ms since epoch UTC. The values go from DuckDB's vectors into typed arrays, without an object for any row. Throws
 * `data.file_missing`, `data.unreadable` and `data.column_missing`.
 */
export async function readFrame(path: string, options: ReadFrameOptions = {}): Promise<Frame> {
  const db = await openDuckDb();
  try {
    const query = await frameQuery(db, path, options);
    const rows = await countOf(db, query.from);
    return await db.stream(query.sql, (result) => frameOfResult(result, rows, options), options.signal);
  } catch (cause) {
    throw unreadable(path, asGyreError(cause));
  } finally {
    await db.close();
  }
}

/** The format of a data file by its name. Throws `data.unreadable` for others than .parquet and .csv. */
export function fileFormat(path: string): "parquet" | "csv" {
  if (/\.(parquet|pq)$/i.test(path)) return "parquet";
  if (/\.csv$/i.test(path)) return "csv";
  throw new GyreError("data.unreadable", `${path} is neither .parquet nor .csv`, {
    hint: "name the file by its format, or convert it to Parquet",
  });
}

/** The names of a data file's columns. Throws `data.file_missing` and `data.unreadable`. */
export async function columnsOf(path: string): Promise<readonly string[]> {
  const db = await openDuckDb();
  try {
    return await namesOf(db, await scanPath(path));
  } catch (cause) {
    throw unreadable(path, asGyreError(cause));
  } finally {
    await db.close();
  }
}

/** SQL that scans a data file, cells of CSV as texts. Throws `data.file_missing` and `data.unreadable`. */
export async function scanPath(path: string): Promise<string> {
  const format = fileFormat(path);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) {
    throw new GyreError("data.file_missing", `there is no file ${path}`, { details: { path } });
  }
  return scanFile(dirname(resolve(path)), { name: basename(path), path: basename(path), format });
}

async function namesOf(db: DuckDb, from: string): Promise<readonly string[]> {
  const described = await db.readColumns(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${from})`);
  const [column] = described.columns;
  return column.kind === "text" ? Array.from(column.codes, (code) => column.dictionary[code]) : [];
}

async function frameQuery(db: DuckDb, path: string, options: ReadFrameOptions): Promise<{ from: string; sql: string }> {
  const scan = await scanPath(path);
  const names = await namesOf(db, scan);
  const { only, drop = [], categories = [], texts = [] } = options;
  for (const name of [...(only ?? []), ...drop, ...categories, ...texts]) {
    if (!names.includes(name)) throw unknownColumn(name, names, path);
  }
  const kept = (only ?? names).filter((name) => !drop.includes(name));
  const csv = { names: kept, asTexts: [...categories, ...texts] };
  const from = fileFormat(path) === "parquet" ? scan : `(SELECT ${await csvColumns(db, scan, csv)} FROM ${scan})`;
  const read = kept.map((name) =>
    categories.includes(name) ? `CAST(${quote(name)} AS VARCHAR) AS ${quote(name)}` : quote(name),
  );
  return { from, sql: `SELECT ${read.join(", ")} FROM ${from}` };
}

/** DuckDB's failure on a file as ours, without its query. */
export function unreadable(path: string, cause: GyreError): GyreError {
  if (cause.code !== "data.query_failed") return cause;
  const reason = cause.message.split(/\n\n|\nPossible/)[0].replaceAll("\n", "; ");
  return new GyreError("data.unreadable", `${path} cannot be read: ${reason}`, {
    cause,
    hint: "the file may be empty, cut short or of another format than its name says",
    details: { path },
  });
}

function unknownColumn(name: string, names: readonly string[], path: string): GyreError {
  const nearest = nearestName(name, names);
  return new GyreError("data.column_missing", `there is no column ${name} in ${path}`, {
    hint: nearest
      ? `did you mean ${nearest}?`
      : `it has ${names.slice(0, 30).join(", ")}${names.length > 30 ? ", …" : ""}`,
    details: { column: name, path },
  });
}

async function countOf(db: DuckDb, from: string): Promise<number> {
  const { columns } = await db.readColumns(`SELECT count(*) FROM ${from}`);
  return columns[0].kind === "text" ? 0 : columns[0].values[0];
}

/** Takes each chunk's vectors into the columns. */
interface Gatherer {
  append(chunk: Parameters<typeof vectorMemory>[0], column: number, from: number): void;
  finish(): FrameColumn;
}

/**
 * A streamed result of one's own DuckDB connection (`await connection.stream(sql)`) as a frame of its `rows` rows; see
 * {@link readFrame}. The result's columns are read as they come; of the options `texts` and `shared` count.
 */
export async function frameOfResult(
  result: DuckDBResult,
  rows: number,
  options: ReadFrameOptions = {},
): Promise<Frame> {
  const names = result.columnNames();
  const gatherers = names.map((name, i) => gathererOf(name, result.columnType(i), rows, options));
  let from = 0;
  for (let next = result.fetchChunk(); ; ) {
    const chunk = await next;
    if (!chunk || chunk.rowCount === 0) break;
    // The next chunk is made while this one, which owns its memory, is copied.
    next = result.fetchChunk();
    for (let i = 0; i < gatherers.length; i++) gatherers[i].append(chunk, i, from);
    from += chunk.rowCount;
  }
  return { rows: from, names, columns: gatherers.map((gatherer) => gatherer.finish()) };
}

function gathererOf(name: string, type: DuckDBType, rows: number, options: ReadFrameOptions): Gatherer {
  const layout = numberLayout(type);
  if (layout === undefined) return textGatherer(name, type, options.texts?.includes(name) === true);
  const values = options.shared ? new Float64Array(new SharedArrayBuffer(8 * rows)) : new Float64Array(rows);
  const isDouble = type.typeId === DuckDBTypeId.DOUBLE;
  return {
    append(chunk, column, from) {
      const { rows: length, memory, valid } = vectorMemory(chunk, column, layout.bytes);
      if (isDouble && valid === null) {
        values.set(new Float64Array(memory.buffer, memory.byteOffset, length), from);
        return;
      }
      const at = layout.open(memory);
      for (let i = 0; i < length; i++) values[from + i] = isNull(valid, i) ? Number.NaN : at(i);
    },
    finish: () => ({ kind: layout.kind === "timestamp" ? "time" : "number", values }),
  };
}

function textGatherer(name: string, type: DuckDBType, asText: boolean): Gatherer {
  const reader = createColumnReader(name, type);
  return {
    append: (chunk, column) => reader.append(chunk, column),
    finish() {
      const read = reader.finish();
      if (read.kind !== "text") return { kind: "number", values: read.values };
      const { codes, dictionary } = read;
      if (asText) return { kind: "text", values: Array.from(codes, (code) => (code < 0 ? null : dictionary[code])) };
      return sorted(codes, dictionary);
    },
  };
}

/** The dictionary in code-unit order, so that the codes do not tell in which order the rows came. */
function sorted(codes: Int32Array, dictionary: readonly string[]): FrameColumn {
  const order = [...dictionary.keys()].sort((a, b) => (dictionary[a] < dictionary[b] ? -1 : 1));
  const codeOf = new Int32Array(dictionary.length);
  order.forEach((old, code) => {
    codeOf[old] = code;
  });
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) codes[i] = codeOf[codes[i]];
  return { kind: "category", codes, categories: order.map((old) => dictionary[old]) };
}
