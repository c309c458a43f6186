import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from "@duckdb/node-api";
import { GyreError } from "../../core/index.js";
import { createColumnReader, type DuckDbColumn } from "./columns.js";

export type { DuckDbColumn };

/** A value bound to `$1`, `$2`, … of a statement. */
export type DuckDbParameter = string | number | bigint | boolean | null;

/** The result of a query in columns of equal length; `columns[i]` is named `names[i]`. */
export interface DuckDbColumns {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly DuckDbColumn[];
}

/** How much of the machine DuckDB may use. */
export interface DuckDbOptions {
  /** Such as `"2GB"`; DuckDB's own default is four fifths of the machine's memory. */
  readonly memoryLimit?: string;
  /** Default: one for each processor. */
  readonly threads?: number;
  /** Folder for what does not fit in memory; without it such a query fails. */
  readonly temporaryFolder?: string;
}

/** An open in-process DuckDB whose time zone is UTC. Statements run one after the other, in the order of the calls. */
export interface DuckDb {
  /** Runs one or more statements and drops their rows. Throws `data.query_failed` with DuckDB's message. */
  run(sql: string, params?: readonly DuckDbParameter[], signal?: AbortSignal): Promise<void>;
  /** Reads all rows of one query into typed arrays, chunk by chunk. Throws `data.query_failed`. */
  readColumns(sql: string, params?: readonly DuckDbParameter[], signal?: AbortSignal): Promise<DuckDbColumns>;
  /** Hands the result of one query to `read` as it streams. Throws `data.query_failed`. */
  stream<T>(sql: string, read: (result: DuckDBResult) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Waits for the running statement, then frees everything. Calling it again does nothing. */
  close(): Promise<void>;
}

/** Opens an empty DuckDB in memory. It never downloads an extension. */
export async function openDuckDb(options: DuckDbOptions = {}): Promise<DuckDb> {
  const instance = await DuckDBInstance.create(":memory:", settings(options));
  const connection = await instance.connect();
  const inTurn = createTurns();
  let closed = false;
  await connection.run("SET TimeZone = 'UTC'");
  const guarded = <T>(sql: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> =>
    inTurn(() => {
      if (closed) throw new GyreError("data.query_failed", "this DuckDB was closed", { details: { sql } });
      return interruptible(connection, sql, signal, work);
    });
  return {
    run: (sql, params, signal) =>
      guarded(sql, signal, async () => {
        await connection.run(sql, params ? [...params] : undefined);
      }),
    readColumns: (sql, params, signal) =>
      guarded(sql, signal, async () => readAll(await connection.stream(sql, params ? [...params] : undefined))),
    stream: (sql, read, signal) => guarded(sql, signal, async () => read(await connection.stream(sql))),
    close: () =>
      inTurn(async () => {
        if (closed) return;
        closed = true;
        connection.closeSync();
        instance.closeSync();
      }),
  };
}

function settings(options: DuckDbOptions): Record<string, string> {
  return {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: options.temporaryFolder ?? "",
    ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  };
}

async function readAll(result: DuckDBResult): Promise<DuckDbColumns> {
  const names = result.columnNames();
  const readers = names.map((name, i) => createColumnReader(name, result.columnType(i)));
  let rows = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (let i = 0; i < readers.length; i++) readers[i].append(chunk, i);
    rows += chunk.rowCount;
  }
  return { rows, names, columns: readers.map((reader) => reader.finish()) };
}

/** A second statement would end the stream of the first, so each waits for the one before it. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function interruptible<T>(
  connection: DuckDBConnection,
  sql: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const cancelled = (): GyreError => new GyreError("core.cancelled", "the query was cancelled", { details: { sql } });
  if (signal?.aborted) throw cancelled();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    return await work();
  } catch (cause) {
    if (signal?.aborted) throw cancelled();
    if (cause instanceof GyreError) throw cause;
    throw new GyreError("data.query_failed", cause instanceof Error ? cause.message : String(cause), {
      cause,
      details: { sql },
    });
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}
