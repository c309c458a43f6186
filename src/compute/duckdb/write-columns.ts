import { rename, rm } from "node:fs/promises";
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  VARCHAR,
} from "@duckdb/node-api";
import { GyreError } from "../../core/index.js";
import { literal, quote } from "./names.js";
import { columnsOf, fileFormat, scanPath } from "./read-frame.js";

/** A column to write beside those of a file, one entry for each row; `width` doubles for each row make a list. */
export type AddedColumn = { readonly name: string } & (
  | { readonly kind: "number"; readonly values: Float64Array; readonly width?: number }
  | { readonly kind: "integer"; readonly values: BigInt64Array }
  | { readonly kind: "text"; readonly values: readonly string[] }
);

const CHUNK_ROWS = 2048;

/** Refuses names for new columns that the data file has already. Throws `cli.bad_usage`, and what reading the file throws. */
export async function refuseCollisions(path: string, names: readonly string[]): Promise<void> {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const found = twice ?? (await columnsOf(path)).find((name) => names.includes(name));
  if (found === undefined) return;
  throw new GyreError("cli.bad_usage", `${path} has a column ${found} already`, {
    hint: "give the new columns other names with --prefix",
  });
}

/**
 * Writes the rows of the data file `from` with further columns to `to`, in their order and with their cells as they are; CSV holds a
 * list as [a, b]. The file appears whole or not at all. Throws `core.cancelled` once `signal` is aborted, and `data.unreadable`.
 */
export async function writeWithColumns(
  from: string,
  to: string,
  added: readonly AddedColumn[],
  signal?: AbortSignal,
): Promise<void> {
  const options = fileFormat(to) === "parquet" ? "FORMAT parquet" : "FORMAT csv, HEADER true";
  const instance = await DuckDBInstance.create(":memory:", { preserve_insertion_order: "true" });
  const connection = await instance.connect();
  const unfinished = `${to}.${process.pid}.unfinished`;
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    await keepAdded(connection, added);
    signal?.throwIfAborted();
    const rows = `SELECT * FROM (SELECT * FROM ${await scanPath(from)}) POSITIONAL JOIN added`;
    await connection.run(`COPY (${rows}) TO ${literal(unfinished)} (${options})`);
    signal?.throwIfAborted();
    await rename(unfinished, to);
  } catch (cause) {
    if (signal?.aborted) throw new GyreError("core.cancelled", `${to} was not written`);
    if (cause instanceof GyreError) throw cause;
    throw new GyreError("cli.bad_usage", `${to} cannot be written: ${(cause as Error).message}`, { cause });
  } finally {
    signal?.removeEventListener("abort", interrupt);
    await rm(unfinished, { force: true });
    connection.closeSync();
    instance.closeSync();
  }
}

async function keepAdded(connection: DuckDBConnection, added: readonly AddedColumn[]): Promise<void> {
  const types = added.map(typeOf);
  await connection.run(
    `CREATE TABLE added (${added.map((column, i) => `${quote(column.name)} ${types[i]}`).join(", ")})`,
  );
  const rows = rowsOf(added[0]);
  const appender = await connection.createAppender("added");
  for (let at = 0; at < rows; at += CHUNK_ROWS) {
    const length = Math.min(CHUNK_ROWS, rows - at);
    const chunk = DuckDBDataChunk.create(types, length);
    added.forEach((column, i) => {
      chunk.setColumnValues(
        i,
        Array.from({ length }, (_, row) => cellOf(column, at + row)),
      );
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function typeOf(column: AddedColumn): DuckDBType {
  if (column.kind === "integer") return BIGINT;
  if (column.kind === "text") return VARCHAR;
  return column.width === undefined ? DOUBLE : LIST(DOUBLE);
}

function rowsOf(column: AddedColumn): number {
  return column.values.length / (column.kind === "number" ? (column.width ?? 1) : 1);
}

function cellOf(column: AddedColumn, row: number): DuckDBValue {
  if (column.kind !== "number" || column.width === undefined) return column.values[row];
  return listValue([...column.values.subarray(row * column.width, (row + 1) * column.width)]);
}
