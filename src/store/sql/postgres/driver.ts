import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from "kysely";
import type { QueryResult as Answer, PoolClient } from "pg";
import { GyreError } from "../../../core/index.js";
import type { Address } from "./address.js";
import type { Connections } from "./connections.js";
import type { Drain } from "./drain.js";
import { isConflict, leavesConnectionWhole, postgresFailure } from "./failures.js";
import { parameterOf } from "./values.js";

/** The connections to one database, and how transactions begin there. */
export interface PostgresConfig {
  readonly connections: Connections;
  readonly address: Address;
  readonly drain: Drain;
  /** `together`: serializable, beside others. `alone`: no other transaction of this schema runs meanwhile. */
  readonly mode: "together" | "alone";
  /** Whether a commit waits for the disk. */
  readonly durable: boolean;
}

/**
 * Kysely's driver over `pg`. Each transaction holds a lock on `schema_version`, shared or alone. `lock table` is used
 * because it takes no snapshot: who waited for it sees all that was committed meanwhile.
 */
export class PostgresDriver implements Driver {
  readonly #config: PostgresConfig;

  constructor(config: PostgresConfig) {
    this.#config = Object.freeze({ ...config });
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PostgresConnection> {
    const { connections, address, drain } = this.#config;
    const end = drain.begin();
    try {
      return new PostgresConnection(await connections.lend(), this.#config, end);
    } catch (error) {
      end();
      throw postgresFailure(error, address);
    }
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release();
  }

  async beginTransaction(connection: PostgresConnection, { isolationLevel }: TransactionSettings): Promise<void> {
    const { mode, durable } = this.#config;
    const isolation = isolationLevel ?? (mode === "together" ? "serializable" : "read committed");
    const lock = mode === "together" ? "row share" : "exclusive";
    const commit = durable ? "" : "set local synchronous_commit = off; ";
    await connection.begin(`begin isolation level ${isolation}; ${commit}lock table schema_version in ${lock} mode`);
  }

  commitTransaction(connection: PostgresConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: PostgresConnection): Promise<void> {
    return connection.rollback();
  }

  async destroy(): Promise<void> {}
}

const MOST_TRIES = 5;

/** One connection of the pool while it is lent out. */
export class PostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #connections: Connections;
  readonly #address: Address;
  readonly #end: () => void;
  #inTransaction = false;
  #broken = false;

  constructor(client: PoolClient, { connections, address }: PostgresConfig, end: () => void) {
    this.#client = client;
    this.#connections = connections;
    this.#address = address;
    this.#end = end;
    client.on("error", this.#onError);
  }

  /** A connection may be lost between two queries; unheard, that would end the process. */
  readonly #onError = (): void => {
    this.#broken = true;
  };

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const values = parameters.map(parameterOf);
    for (let tries = 1; ; tries++) {
      try {
        const { rows, rowCount } = await this.#query(sql, values);
        return { rows, ...(rowCount === null ? {} : { numAffectedRows: BigInt(rowCount) }) };
      } catch (error) {
        const again = !this.#inTransaction && isConflict(error) && tries < MOST_TRIES;
        if (!again) throw this.#failure(error);
      }
    }
  }

  // biome-ignore lint/correctness/useYield: it only refuses
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("the PostgreSQL driver does not stream: read in pages");
  }

  async begin(statements: string): Promise<void> {
    try {
      await this.#query(statements);
      this.#inTransaction = true;
    } catch (error) {
      this.#broken = true;
      throw this.#failure(error);
    }
  }

  /** The server answers the commit of a transaction in which a statement failed by rolling back, without an error. */
  async commit(): Promise<void> {
    try {
      const { command } = await this.#query("commit");
      this.#inTransaction = false;
      if (command === "COMMIT") return;
    } catch (error) {
      throw this.#failure(error);
    }
    throw new GyreError("core.unexpected", "a transaction was to be committed after one of its statements had failed");
  }

  /** Never fails: a connection that cannot roll back is closed, which rolls back as well. */
  async rollback(): Promise<void> {
    if (this.#broken) return;
    try {
      if (this.#inTransaction) await this.#query("rollback");
      this.#inTransaction = false;
    } catch {
      this.#broken = true;
    }
  }

  release(): void {
    this.#client.off("error", this.#onError);
    this.#client.release(this.#broken || this.#inTransaction);
    this.#end();
  }

  #query(text: string, values?: unknown[]): Promise<Answer> {
    return this.#connections.query(this.#client, text, values);
  }

  #failure(error: unknown): GyreError {
    if (!leavesConnectionWhole(error)) this.#broken = true;
    return postgresFailure(error, this.#address);
  }
}
