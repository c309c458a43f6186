import { type ClientBase, type ClientConfig, Pool, type PoolClient, type PoolConfig, type QueryResult } from "pg";
import type { Address } from "./address.js";
import { lostFailure, silentFailure, sqlState } from "./failures.js";
import { askServer, type Backend, OWN_BACKEND } from "./probe.js";
import { createSockets } from "./sockets.js";
import { TYPE_PARSERS } from "./values.js";
import { Watch } from "./watch.js";

/** How the connections to a server are used. */
export interface ConnectionLimits {
  /** The most connections at once. */
  readonly connections: number;
  /** How long a new connection, or a free one, is waited for. */
  readonly connectTimeoutMs: number;
  /** How long one statement may take; null for as long as it likes. */
  readonly statementTimeoutMs: number | null;
  /** How long the server may give no sign of life. */
  readonly patienceMs: number;
}

/** How long a server may take to see that a connection was ended. */
const CLOSE_MS = 1000;

/** A pool of connections to the server of a URL, none of which is waited on for ever: see `watch.ts`. The first is made when it is needed. */
export class Connections {
  readonly #client: ClientConfig;
  readonly #pool: Pool;
  readonly #watch: Watch;
  readonly #sockets = createSockets();
  readonly #backends = new Map<ClientBase, Backend>();
  #givenUp: readonly Backend[] = [];

  constructor(url: string, address: Address, limits: ConnectionLimits) {
    this.#client = {
      connectionString: url,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      fallback_application_name: "gyre",
      types: TYPE_PARSERS,
    };
    this.#pool = this.#createPool(limits);
    this.#watch = new Watch({
      patienceMs: limits.patienceMs,
      ask: (asked, signal) => this.#ask(asked, signal),
      isAnswer: (error) => sqlState(error) !== undefined,
      silence: (cause) => silentFailure(cause, address, limits.patienceMs),
      lost: () => lostFailure(address),
      onSilence: () => this.#giveUp(),
    });
  }

  /** Lends a connection, which is given back by its `release`. */
  async lend(): Promise<PoolClient> {
    let lending: Promise<PoolClient> | undefined;
    const connect = (): Promise<PoolClient> => {
      lending = this.#pool.connect();
      return lending;
    };
    try {
      return await this.#watch.answer(connect);
    } catch (error) {
      // Nobody waits any more for a connection that comes late.
      lending?.then(
        (client) => client.release(),
        () => {},
      );
      throw error;
    }
  }

  /** Sends statements over a connection that is lent out. */
  query(client: PoolClient, text: string, values?: unknown[]): Promise<QueryResult> {
    return this.#watch.answer(() => client.query(text, values), this.#backends.get(client)?.pid);
  }

  /** Ends them all. A server that hangs is not waited for. */
  async close(): Promise<void> {
    this.#watch.close();
    await Promise.all([this.#pool.end(), this.#sockets.closed(CLOSE_MS)]);
  }

  #createPool(limits: ConnectionLimits): Pool {
    const { connections, connectTimeoutMs, statementTimeoutMs, patienceMs } = limits;
    const pool = new Pool({
      ...this.#client,
      max: connections,
      connectionTimeoutMillis: connectTimeoutMs,
      // The server ends a statement that takes too long; this is for the case that it does not.
      ...(statementTimeoutMs !== null && { query_timeout: statementTimeoutMs + patienceMs }),
      idleTimeoutMillis: 60_000,
      stream: this.#sockets.make,
      onConnect: async (client) => {
        // Whoever uses it learns of its loss from what fails; unheard, that would end the process.
        client.on("error", () => {});
        const backend = await setUp(client, limits);
        if (backend) this.#backends.set(client, backend);
      },
    });
    pool.on("remove", (client) => this.#backends.delete(client));
    // The same of one that nobody uses, which leaves the pool by itself.
    pool.on("error", () => {});
    return pool;
  }

  async #ask(asked: readonly number[], signal: AbortSignal): Promise<ReadonlySet<number>> {
    const idle = await askServer(this.#client, { asked, toEnd: this.#givenUp }, signal);
    this.#givenUp = [];
    return idle;
  }

  #giveUp(): void {
    this.#givenUp = [...this.#backends.values()];
    this.#sockets.cut();
  }
}

/**
 * What a session must not take from the server's settings: durability, whole doubles, for how long a program that is gone keeps
 * its locks and its connection, and how long a statement may take, where the server allows more. Gives the session's backend.
 */
async function setUp(client: ClientBase, limits: ConnectionLimits): Promise<Backend | undefined> {
  const most = limits.statementTimeoutMs ?? 0;
  const text = `set idle_in_transaction_session_timeout = '60s'; set extra_float_digits = 1;
    set tcp_keepalives_idle = 60; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3;
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
    select set_config('statement_timeout', '${most}', false)
    where current_setting('statement_timeout')::interval not between '1ms' and '${most}ms';
    ${OWN_BACKEND}`;
  const bounded: { readonly text: string } & Pick<PoolConfig, "query_timeout"> = {
    text,
    query_timeout: limits.connectTimeoutMs,
  };
  const results: unknown = await client.query(bounded);
  return (results as readonly QueryResult<Backend>[]).at(-1)?.rows[0];
}
