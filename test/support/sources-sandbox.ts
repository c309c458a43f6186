import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDb, openDuckDb } from "../../src/compute/duckdb/connection.js";
import { duckDbSources } from "../../src/compute/duckdb/sources.js";
import type { DataEngine } from "../../src/data/index.js";

/** A project's folder in a temporary place, with an engine over a DuckDB of its own. */
export interface Sandbox {
  readonly folder: string;
  readonly db: DuckDb;
  readonly engine: DataEngine;
  /** Writes the rows of a SELECT as `name`.parquet. */
  parquet(name: string, select: string): Promise<void>;
  file(name: string, content: string | Uint8Array): Promise<void>;
  /** The rows of a SELECT; numbers as they are, null for missing ones. */
  rows(select: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Opens a sandbox; close it at the end. */
export async function openSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), "gyre-sources-"));
  const db = await openDuckDb({ threads: 2, memoryLimit: "1GB" });
  return {
    folder,
    db,
    engine: duckDbSources(db, { projectFolder: folder, rejectedFolder: join(folder, "rejected") }),
    parquet: (name, select) => db.run(`COPY (${select}) TO '${join(folder, name)}.parquet' (FORMAT parquet)`),
    file: (name, content) => writeFile(join(folder, name), content),
    async rows(select) {
      const { rows, names, columns } = await db.readColumns(select);
      return Array.from({ length: rows }, (_, row) =>
        Object.fromEntries(
          columns.map((column, i) => {
            if (column.kind === "text") return [names[i], column.dictionary[column.codes[row]] ?? null];
            return [names[i], Number.isNaN(column.values[row]) ? null : column.values[row]];
          }),
        ),
      );
    },
    async close() {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
