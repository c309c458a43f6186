import { type ErrorContext, GyreError } from "../../../core/index.js";
import { type Address, placeOf } from "./address.js";

/** The SQLSTATE (postgresql.org/docs/15/errcodes-appendix.html) of what the server said; undefined where it said nothing. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof GyreError) return sqlState(error.cause);
  if (typeof error !== "object" || error === null || !("code" in error) || !("severity" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Serialization failure, deadlock: nothing was written, and the same again can succeed. */
const CONFLICTS = new Set(["40001", "40P01"]);

/** Keys there twice, or gone: between transactions that overlap it can stand for a serialization failure. */
const COLLISIONS = new Set(["23505", "23503"]);

/** Whether others who wrote at the same time are the cause, for sure. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(sqlState(error) ?? "");
}

/** Whether others who wrote at the same time may be the cause. */
export function mayBeConflict(error: unknown): boolean {
  return isConflict(error) || COLLISIONS.has(sqlState(error) ?? "");
}

/** Whether the server is there but not yet ready to be asked. */
export function isStarting(error: unknown): boolean {
  return sqlState(error) === "57P03";
}

/** Whether a connection can be used after this error: only when the server reported it and did not end the session. */
export function leavesConnectionWhole(error: unknown): boolean {
  const cause = error instanceof GyreError ? error.cause : error;
  if (sqlState(cause) === undefined) return false;
  return (cause as { severity?: unknown }).severity === "ERROR";
}

type Meaning = readonly [code: "store.unavailable" | "store.disk_full" | "store.corrupt", what: string, hint: string];

const GONE = "see that PostgreSQL runs and can be reached from here, then try again; nothing acknowledged is lost";
const FULL =
  "make room on the disk of the PostgreSQL server, then try again; nothing was lost that had been acknowledged";
const CREDENTIALS = "check the user and the password in the database URL, and the server's pg_hba.conf";
const TLS =
  "name its authority's certificate in the database URL with sslrootcert=FILE, and the host as its own does; or say sslmode=no-verify or disable";

const SILENT =
  "see that PostgreSQL is not stopped or overloaded and that the network lets it be reached, then try again; nothing acknowledged is lost";
const DEAD = "try again; where it happens often, see what ends connections between here and PostgreSQL";
const BUSY = "try again, with less at once; nothing acknowledged is lost";

/** What `pg` says where the server said nothing, the first that fits. */
const SAID: readonly (readonly [pattern: RegExp, what: string, hint: string])[] = [
  [
    /password must be a string/,
    "it asks for a password, and none was given",
    "give the password in the database URL, as PGPASSWORD or in ~/.pgpass",
  ],
  [/\bSASL\b|password/i, "", CREDENTIALS],
  [/^timeout exceeded when trying to connect/, "all connections were in use", BUSY],
  [/connection timeout|^timeout expired/, "it let nobody in", SILENT],
  [/^Query read timeout/, "a statement got no answer", SILENT],
  [/certificate|not support SSL/i, "", TLS],
  [/connect|terminat|time(d )?out|not queryable|the pool|\bSSL\b|socket/i, "", GONE],
];

/** By SQLSTATE, or by its class of two characters. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  "08": ["store.unavailable", "the connection was lost", GONE],
  "57": ["store.unavailable", "it stopped this", GONE],
  "57014": ["store.unavailable", "a statement took longer than it may", "try again, or ask for less at once"],
  "28": ["store.unavailable", "it refused to let this user in", CREDENTIALS],
  "3D000": ["store.unavailable", "there is no such database", "make it with createdb, or correct the database URL"],
  "3F000": [
    "store.unavailable",
    "there is no schema to make the tables in",
    "make the one that search_path names, or set search_path for this user and database",
  ],
  "42501": [
    "store.unavailable",
    "this user may not do that",
    "let the user own the database, or grant it create and use there",
  ],
  "25006": ["store.unavailable", "it takes no writes", "give the URL of the primary server, not of a standby"],
  "25P03": ["store.unavailable", "it ended a session that had waited too long within a transaction", GONE],
  "40": ["store.unavailable", "others kept writing the same rows", "try again"],
  "55P03": [
    "store.unavailable",
    "a lock was not to be had in time",
    "try again; see pg_stat_activity for who holds it",
  ],
  "53100": ["store.disk_full", "its disk is full", FULL],
  "53300": [
    "store.unavailable",
    "it has no connection left",
    "raise max_connections there, or let fewer programs use it",
  ],
  "53": ["store.unavailable", "it has too little memory for this", "try again, or give the server more"],
  "58": ["store.disk_full", "its disk did not take a write", FULL],
  XX001: ["store.corrupt", "its data is damaged", "restore it from a backup"],
  XX002: ["store.corrupt", "an index of it is damaged", "run REINDEX there, or restore it from a backup"],
};

/** What PostgreSQL or the way there said, in Gyre's codes, naming host and database; anything else is `core.unexpected`. */
export function postgresFailure(error: unknown, address: Address): GyreError {
  if (error instanceof GyreError) return error;
  const state = sqlState(error);
  const said = textOf(error);
  const { host, port, database } = address;
  const context: ErrorContext = { cause: error, details: { host, port, database, sqlState: state, postgres: said } };
  const place = placeOf(address);
  if (state === undefined) return withoutAnswer(error, place, context);
  const meaning = MEANINGS[state] ?? MEANINGS[state.slice(0, 2)];
  if (!meaning) return new GyreError("core.unexpected", `${place}: ${said}`, context);
  const [code, what, hint] = meaning;
  return new GyreError(code, `${place}: ${what}: ${said}`, { ...context, hint });
}

/** A server that was asked whether it is there, and why it is known not to be: null where it gave no sign of life. */
export function silentFailure(cause: unknown, address: Address, patienceMs: number): GyreError {
  if (cause !== null) return postgresFailure(cause, address);
  return unanswered(`it has not answered for ${patienceMs / 1000} s`, SILENT, address);
}

/** A connection over which nothing comes, though the server is there and has nothing to do for it. */
export function lostFailure(address: Address): GyreError {
  return unanswered("a connection to it went dead", DEAD, address);
}

function unanswered(what: string, hint: string, address: Address): GyreError {
  const { host, port, database } = address;
  const details = { host, port, database };
  return new GyreError("store.unavailable", `${placeOf(address)}: ${what}`, { hint, details });
}

/** Errors of the network and of TLS carry a code; `pg` reports a lost connection, a timeout and a full pool as plain errors. */
function withoutAnswer(error: unknown, place: string, context: ErrorContext): GyreError {
  const said = textOf(error);
  const [, what, hint] = SAID.find(([pattern]) => pattern.test(said)) ?? [];
  if (hint)
    return new GyreError("store.unavailable", `${place}: ${what ? `${what}: ` : ""}${said}`, { ...context, hint });
  const coded = error instanceof Error && "code" in error && !(error instanceof TypeError);
  return coded
    ? new GyreError("store.unavailable", `${place}: ${said}`, { ...context, hint: GONE })
    : new GyreError("core.unexpected", `${place}: ${said}`, context);
}

/** Node reports a host with several addresses as one error without a message of its own. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return textOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
