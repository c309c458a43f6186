import { DOUBLE, DuckDBDataChunk, DuckDBInstance, type DuckDBValue, INTEGER, VARCHAR } from "@duckdb/node-api";
import type { Table } from "../../learn/index.js";
import { literal, quote } from "./names.js";

const CHUNK_ROWS = 2048;

/** A column of labels, 0 or 1, to write behind a table's own. */
export interface LabelColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** Writes a table and its labels to a Parquet file: doubles, texts and an integer, in the order of the rows; what is missing is null. */
export async function writeTable(path: string, table: Table, label: LabelColumn): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { preserve_insertion_order: "true" });
  const connection = await instance.connect();
  try {
    const types = [...table.columns.map(({ kind }) => (kind === "number" ? DOUBLE : VARCHAR)), INTEGER];
    const names = [...table.names, label.name];
    const declared = names.map((name, i) => `${quote(name)} ${types[i]}`).join(", ");
    await connection.run(`CREATE TABLE given (${declared})`);
    const appender = await connection.createAppender("given");
    for (let at = 0; at < table.rows; at += CHUNK_ROWS) {
      const length = Math.min(CHUNK_ROWS, table.rows - at);
      const chunk = DuckDBDataChunk.create(types, length);
      const cells = (cell: (row: number) => DuckDBValue) => Array.from({ length }, (_, i) => cell(at + i));
      table.columns.forEach((column, c) => {
        chunk.setColumnValues(c, cells(cellOf(column)));
      });
      chunk.setColumnValues(
        table.columns.length,
        cells((row) => label.values[row]),
      );
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection.run(`COPY given TO ${literal(path)} (FORMAT parquet)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function cellOf(column: Table["columns"][number]): (row: number) => DuckDBValue {
  if (column.kind === "number") return (row) => (Number.isNaN(column.values[row]) ? null : column.values[row]);
  return (row) => column.categories[column.codes[row]] ?? null;
}
