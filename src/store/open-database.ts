import { join, resolve } from "node:path";
import { GyreError } from "../core/index.js";
import type { SqlDatabase } from "./sql/database.js";

/**
 * Opens the database of a folder of ours: `gyre.db` in it, or what `uri` names, `postgres://…`, `sqlite:///file` or a file's path. Each
 * driver is loaded only where it is needed. Throws `cli.bad_usage`, `store.unavailable`, `store.corrupt`, `store.too_new`.
 */
export async function openDatabase(folder: string, uri?: string): Promise<SqlDatabase> {
  if (uri !== undefined && /^postgres(ql)?:/.test(uri))
    return (await import("./sql/postgres/open.js")).openPostgres(uri);
  const { openSqlite } = await import("./sql/sqlite/open.js");
  if (uri === undefined || uri === "") return openSqlite(join(folder, "gyre.db"));
  const path = uri.replace(/^sqlite:\/\/\//, "");
  if (!/^[a-z][a-z0-9+.-]+:/i.test(path)) return openSqlite(resolve(path));
  throw new GyreError(
    "cli.bad_usage",
    `--database should be postgres://… or a SQLite file, got ${withoutPassword(uri)}`,
    {
      hint: "such as --database postgres://user@localhost/gyre, or --database tracking.db",
    },
  );
}

/** A URI as it may be shown: without what may be a password, and not too long. */
export function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, "//…@").slice(0, 200);
}
