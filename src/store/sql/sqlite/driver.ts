import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from "kysely";
import { decodeText, encodeText } from "../texts.js";
import { sqliteFailure } from "./failures.js";
import { retryBusy } from "./retry.js";
import type { Turns } from "./turns.js";

/** An open database, and the turns that all connections of this process to the same file share. */
export interface SqliteConfig {
  readonly database: DatabaseSyncInstance;
  readonly path: string;
  readonly turns: Turns;
}

const KEPT_STATEMENTS = 200;
const BEGIN = CompiledQuery.raw("begin immediate");
const COMMIT = CompiledQuery.raw("commit");

/**
 * Kysely's driver over node:sqlite's API. Calls are synchronous inside, so a query never overlaps another; what awaits only
 * queries inside a transaction therefore holds the file's write lock for no longer than the queries take.
 */
export class SqliteDriver implements Driver {
  readonly #config: SqliteConfig;
  readonly #connection: SqliteConnection;
  #endTurn: () => void = () => {};

  constructor(config: SqliteConfig) {
    this.#config = Object.freeze({ ...config });
    this.#connection = new SqliteConnection(this.#config);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#endTurn = await this.#config.turns.take();
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#endTurn();
  }

  /** Takes the write lock at once: a transaction that reads first and writes later could not wait for it any more. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(BEGIN);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(COMMIT);
  }

  /** SQLite has rolled back by itself after some failures, such as a full disk. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#config.database.isTransaction) await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async destroy(): Promise<void> {
    this.#connection.forget();
    if (this.#config.database.isOpen) this.#config.database.close();
  }
}

/**
 * A parameter as the binding keeps it whole. Positive numbers below 2^-52 it would bind as 0; as text a column of doubles takes them
 * exactly, and elsewhere `cast(… as double precision)` does.
 */
function parameterOf(value: unknown): unknown {
  if (typeof value === "string") return encodeText(value);
  return typeof value === "number" && value > 0 && value <= Number.EPSILON ? String(value) : value;
}

/** Reads back, in place, the texts that were encoded. */
function decoded<R>(rows: R[]): R[] {
  for (const row of rows as Record<string, unknown>[]) {
    for (const name in row) {
      const cell = row[name];
      if (typeof cell === "string") row[name] = decodeText(cell);
    }
  }
  return rows;
}

type Statement = ReturnType<DatabaseSyncInstance["prepare"]>;

interface Prepared {
  readonly statement: Statement;
  readonly givesRows: boolean;
}

class SqliteConnection implements DatabaseConnection {
  readonly #config: SqliteConfig;
  readonly #prepared = new Map<string, Prepared>();

  constructor(config: SqliteConfig) {
    this.#config = config;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { database, path } = this.#config;
    try {
      if (database.isTransaction) return this.#run<R>(sql, parameters);
      return await retryBusy(() => this.#run<R>(sql, parameters));
    } catch (error) {
      throw sqliteFailure(error, path);
    }
  }

  // biome-ignore lint/correctness/useYield: it only refuses
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("the SQLite driver does not stream: read in pages");
  }

  /** The driver has no way to finalize a statement: SQLite closes the file for good when these have been collected. */
  forget(): void {
    this.#prepared.clear();
  }

  #run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const { statement, givesRows } = this.#prepare(sql);
    const bound = parameters.map(parameterOf);
    if (givesRows) return { rows: decoded(statement.all(...bound) as R[]) };
    const { changes } = statement.run(...bound);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  #prepare(sql: string): Prepared {
    const kept = this.#prepared.get(sql);
    if (kept) return kept;
    const statement = this.#config.database.prepare(sql);
    const prepared = { statement, givesRows: statement.columns().length > 0 };
    if (this.#prepared.size >= KEPT_STATEMENTS) this.forget();
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}
