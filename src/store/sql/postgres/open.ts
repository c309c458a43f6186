import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, sql } from "kysely";
import { createRandom, GyreError, type Random } from "../../../core/index.js";
import type { SqlDatabase } from "../database.js";
import { LOCKS } from "../locks.js";
import { migrate } from "../migrate.js";
import { migrations } from "../migrations/index.js";
import type { Tables } from "../schema.js";
import { POSTGRES_WORDS } from "../words.js";
import { type Address, addressOf, placeOf, withCheckedTls } from "./address.js";
import { type ConnectionLimits, Connections } from "./connections.js";
import { PostgresDialect } from "./dialect.js";
import { createDrain } from "./drain.js";
import { isStarting, postgresFailure } from "./failures.js";
import { createSharedFlush } from "./flush.js";
import { PostgresDatabase } from "./transactions.js";
import { POSTGRES_VERSION_TABLE } from "./version-table.js";

/** How a database is used; each has a default. */
export interface PostgresOptions {
  /** The most connections at once, 10 by default. What comes meanwhile waits. */
  readonly connections?: number;
  /** How long a new connection, or a free one, is waited for: 10 seconds by default. */
  readonly connectTimeoutMs?: number;
  /** How long one statement may take: 5 minutes by default. */
  readonly statementTimeoutMs?: number;
  /** How long the server may give no sign of life before it is given up: 8 seconds by default. */
  readonly patienceMs?: number;
  /** How long a server that is still starting is waited for at opening: 30 seconds by default. */
  readonly startTimeoutMs?: number;
  /** For pauses before a transaction is tried again; by default a stream of this process's own. */
  readonly random?: Random;
}

const OLDEST_SERVER = 130_000;

/**
 * Opens a PostgreSQL database by its URL (`postgres://user:password@host:5432/database`) and brings its tables up to date;
 * several processes may do so at once. Connections that are lost are replaced when they are next needed, and nobody waits for a
 * server that hangs.
 *
 * Throws `store.unavailable` (not there, not let in, too old a server), `store.too_new`, `store.disk_full`, `cli.bad_usage` (no such URL).
 */
export async function openPostgres(uri: string, options: PostgresOptions = {}): Promise<SqlDatabase> {
  const url = withCheckedTls(uri);
  const address = addressOf(url);
  const limits = limitsOf(options);
  await whenStarted(options.startTimeoutMs ?? 30_000, () => prepare(url, address, limits));
  const connections = new Connections(url, address, limits);
  const drain = createDrain();
  const random = options.random ?? createRandom(process.pid);
  const db = new PostgresDatabase({ connections, address, drain, random, durable: true });
  const bulk = new PostgresDatabase({ connections, address, drain, random, durable: false });
  const flush = createSharedFlush(() => flushLog(db));
  let closed: Promise<void> | undefined;
  return {
    dialect: "postgres",
    db,
    bulk: { db: bulk, flush },
    close: () => {
      closed ??= drain.empty().then(() => connections.close());
      return closed;
    },
  };
}

function limitsOf(options: PostgresOptions): ConnectionLimits {
  return {
    connections: options.connections ?? 10,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 300_000,
    patienceMs: options.patienceMs ?? 8000,
  };
}

/** Waits for the disk: a commit flushes the log up to itself, and with it every commit before. */
async function flushLog(db: Kysely<Tables>): Promise<void> {
  await sql`select pg_logical_emit_message(true, 'gyre', '')`.execute(db);
}

/** `create table if not exists` fails when two do it at once. */
const MAKE_VERSION_TABLE = `begin; select pg_advisory_xact_lock(${LOCKS.migrate}); ${POSTGRES_VERSION_TABLE}; commit`;

/** Checks the server and makes the tables, which may take its time. */
async function prepare(url: string, address: Address, limits: ConnectionLimits): Promise<void> {
  const connections = new Connections(url, address, { ...limits, connections: 1, statementTimeoutMs: null });
  const place = placeOf(address);
  try {
    const dialect = new PostgresDialect({ connections, address, drain: createDrain(), durable: true, mode: "alone" });
    const db = new Kysely<Tables>({ dialect });
    await checkServer(db, place);
    await makeVersionTable(connections);
    await migrate(db, migrations(POSTGRES_WORDS), place);
  } catch (error) {
    throw postgresFailure(error, address);
  } finally {
    await connections.close();
  }
}

async function makeVersionTable(connections: Connections): Promise<void> {
  const client = await connections.lend();
  let isDone = false;
  try {
    await connections.query(client, MAKE_VERSION_TABLE);
    isDone = true;
  } finally {
    client.release(!isDone);
  }
}

async function checkServer(db: Kysely<Tables>, place: string): Promise<void> {
  const { rows } = await sql<{ version: number; encoding: string }>`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding
  `.execute(db);
  const [{ version, encoding }] = rows;
  if (version < OLDEST_SERVER)
    throw new GyreError(
      "store.unavailable",
      `${place}: expected PostgreSQL 13 or newer, got ${Math.floor(version / 10_000)}`,
      {
        hint: "upgrade the server",
      },
    );
  if (encoding !== "UTF8")
    throw new GyreError("store.unavailable", `${place}: expected the encoding UTF8, got ${encoding}`, {
      hint: "make the database with createdb --encoding=UTF8 --template=template0",
    });
}

async function whenStarted(patienceMs: number, work: () => Promise<void>): Promise<void> {
  for (const until = Date.now() + patienceMs; ; await sleep(200)) {
    try {
      return await work();
    } catch (error) {
      if (!isStarting(error) || Date.now() >= until) throw error;
    }
  }
}
