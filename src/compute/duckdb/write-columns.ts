import { rename, rm } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
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
import { fileFormat } from "./read-frame.js";
import { scanFile } from "./scan-file.js";

/** A column to write beside those of a file, one entry for each row; `width` doubles for each row make a list. */
export type AddedColumn = { readonly name: string } & (
  | { readonly kind: "number"; readonly values: Float64Array; readonly width?: number }
  | { readonly kind: "integer"; readonly values: BigInt64Array }
  | { readonly kind: "text"; readonly values: readonly string[] }
);

const CHUNK_ROWS = 2048;

/**
 * Writes the rows of the data file `from` with further columns to `to`, in their order and with their cells as they are; CSV holds a
 * list as [a, b]. The file appears whole or not at all. Throws `cli.bad_usage` when the file has a column of such a name already.
 */
export async function writeWithColumns(from: string, to: string, added: readonly AddedColumn[]): Promise<void> {
  const format = fileFormat(to);
  const instance = await DuckDBInstance.create(":memory:", { preserve_insertion_order: "true" });
  const connection = await instance.connect();
  const unfinished = `${to}.${process.pid}.unfinished`;
  try {
    const scan = await scanFile(dirname(resolve(from)), {
      name: basename(from),
      path: basename(from),
      format: fileFormat(from),
    });
    await refuseCollisions(connection, scan, from, added);
    await keepAdded(connection, added);
    const options = format === "parquet" ? "FORMAT parquet" : "FORMAT csv, HEADER true";
    await connection.run(
      `COPY (SELECT * FROM (SELECT * FROM ${scan}) POSITIONAL JOIN added) TO ${literal(unfinished)} (${options})`,
    );
    await rename(unfinished, to);
  } finally {
    await rm(unfinished, { force: true });
    connection.closeSync();
    instance.closeSync();
  }
}

async function refuseCollisions(
  connection: DuckDBConnection,
  scan: string,
  path: string,
  added: readonly AddedColumn[],
): Promise<void> {
  const described = await connection.runAndReadAll(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${scan})`);
  const names = new Set(described.getColumns()[0].map(String));
  const twice = added.find(({ name }) => names.has(name));
  if (twice === undefined) return;
  throw new GyreError("cli.bad_usage", `${path} has a column ${twice.name} already`, {
    hint: "give the new columns other names with --prefix",
  });
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
