import { GyreError } from "../../../core/index.js";

/** SQLite's primary result codes (sqlite.org/rescode.html): the low byte of what the driver reports. */
const CODE = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

/** The primary result code of an error that SQLite reported, undefined for any other. */
export function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** Whether another connection holds what this one needs, so that trying again can help. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CODE.busy || code === CODE.locked;
}

/** What SQLite said, in Gyre's codes: disk full, unavailable, corrupt; anything else is `core.unexpected`. */
export function sqliteFailure(error: unknown, path: string): GyreError {
  if (error instanceof GyreError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const context = { cause: error, details: { path, sqlite: said } };
  switch (sqliteCode(error)) {
    case CODE.full:
    case CODE.ioError:
      return new GyreError("store.disk_full", `the disk did not take a write to ${path}: ${said}`, {
        ...context,
        hint: "make room on the disk or check it, then try again; nothing was lost that had been acknowledged",
      });
    case CODE.busy:
    case CODE.locked:
      return new GyreError("store.unavailable", `another process holds ${path}: ${said}`, {
        ...context,
        hint: "wait for the other gyre process that is writing there, or stop it",
      });
    case CODE.cannotOpen:
    case CODE.readOnly:
      return new GyreError("store.unavailable", `${path} cannot be written: ${said}`, {
        ...context,
        hint: "check that the directory exists and that this user may write in it",
      });
    case CODE.corrupt:
    case CODE.notADatabase:
      return new GyreError("store.corrupt", `${path} is not a sound database: ${said}`, {
        ...context,
        hint: "restore it from a backup, or move it aside to start with an empty store",
      });
    default:
      return new GyreError("core.unexpected", `${path}: ${said}`, context);
  }
}
