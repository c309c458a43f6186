import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ClientBase, type ClientConfig } from "pg";
import { sqlState } from "./failures.js";

/** The process of the server behind a connection. Numbers are used again, moments of beginning are not. */
export interface Backend {
  readonly pid: number;
  readonly began: string;
}

/** What is asked besides whether the server is there. */
export interface Question {
  /** Which of these have nothing to do, or are gone? */
  readonly asked: readonly number[];
  /** These are to be ended first, so that nothing they were told is done later. */
  readonly toEnd: readonly Backend[];
}

const BEGAN = "to_char(backend_start at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US')";

/** Gives the {@link Backend} of the connection that asks. */
export const OWN_BACKEND = `select pid, ${BEGAN} as began from pg_stat_activity where pid = pg_backend_pid()`;

const IDLE = `select pid from unnest($1::int[]) as asked(pid) left join pg_stat_activity using (pid)
  where coalesce(state, 'idle') like 'idle%'`;

const END = `select pg_terminate_backend(pid) from pg_stat_activity
  join unnest($1::int[], $2::text[]) as ended(pid, began) using (pid) where ${BEGAN} = ended.began`;

const END_TRIES = 50;
const END_PAUSE_MS = 20;

/**
 * Asks a server over a connection of its own, and gives those of the asked backends that work on nothing. A refusal, as of one
 * connection too many, is an answer too. Rejects when none came, also when the signal says that it is enough.
 */
export async function askServer(
  config: ClientConfig,
  { asked, toEnd }: Question,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const socket = new Socket();
  const cut = (): void => {
    socket.destroy(new Error("it did not answer"));
  };
  const client = new Client({ ...config, stream: () => socket });
  client.on("error", () => {});
  signal.addEventListener("abort", cut);
  try {
    await client.connect();
    await endBackends(client, toEnd);
    const { rows } = await client.query<{ pid: number }>(IDLE, [asked]);
    return new Set(rows.map(({ pid }) => pid));
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    return new Set();
  } finally {
    signal.removeEventListener("abort", cut);
    void client.end();
    socket.destroySoon();
  }
}

/** Resolves when they are gone, or do not go. */
async function endBackends(client: ClientBase, backends: readonly Backend[]): Promise<void> {
  if (backends.length === 0) return;
  const keys = [backends.map(({ pid }) => pid), backends.map(({ began }) => began)];
  for (let tries = 1; tries <= END_TRIES; tries++) {
    const { rowCount } = await client.query(END, keys);
    if (rowCount === 0) return;
    await sleep(END_PAUSE_MS);
  }
}
