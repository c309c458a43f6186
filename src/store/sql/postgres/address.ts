import { Client } from "pg";
import { GyreError } from "../../../core/index.js";

/** Where a database is, as messages name it: never with its password. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

const HINT =
  "write it as postgres://user:password@host:5432/database; reserved characters of a password as %40, %2F, …";

/** Whether a text is meant as the URL of a PostgreSQL database. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text);
}

/** Where a URL leads, what it leaves out taken from PGHOST, PGUSER, …. Throws `cli.bad_usage`, without the URL, which may hold a password. */
export function addressOf(url: string): Address {
  if (!isPostgresUrl(url)) throw new GyreError("cli.bad_usage", "expected a database URL postgres://…", { hint: HINT });
  const { host, port, user = "", database = user } = readUrl(url);
  // A part of a password that is cut at a character it should have escaped must not show up as a host or database.
  if (/[@#[\]]/.test(host + database) || url.includes("#")) throw unreadable();
  return { host, port, database, user };
}

/**
 * A URL in which each `sslmode` that asks for TLS asks for a certificate that is right. `pg` takes them so by itself, and warns that
 * it will not always.
 */
export function withCheckedTls(url: string): string {
  if (/[?&]uselibpqcompat=true(&|$)/.test(url)) return url;
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/g, "$1verify-full");
}

function readUrl(url: string): Client {
  try {
    return new Client({ connectionString: url });
  } catch (error) {
    throw unreadableFile(error) ?? unreadable();
  }
}

/** What `sslrootcert`, `sslcert` or `sslkey` names. */
function unreadableFile(error: unknown): GyreError | null {
  if (!(error instanceof Error && "syscall" in error && "path" in error)) return null;
  return new GyreError("cli.bad_usage", `the database URL postgres://… names ${error.path}, which cannot be read`, {
    hint: "correct its sslrootcert, sslcert or sslkey",
    cause: error,
  });
}

function unreadable(): GyreError {
  return new GyreError("cli.bad_usage", "the database URL postgres://… cannot be read", { hint: HINT });
}

/** An address in a message: `PostgreSQL at localhost:5432, database gyre`. */
export function placeOf({ host, port, database }: Address): string {
  return `PostgreSQL at ${host}:${port}, database ${database}`;
}
