import { GyreError } from "../../core/index.js";

/** What the file system said, in Gyre's codes: disk full for want of room or a failing disk, else unavailable. */
export function diskFailure(error: unknown, path: string): GyreError {
  if (error instanceof GyreError) return error;
  const code = systemCode(error);
  const said = error instanceof Error ? error.message : String(error);
  const context = { cause: error, details: { path, system: code } };
  if (["ENOSPC", "EDQUOT", "EIO", "EFBIG"].includes(code))
    return new GyreError("store.disk_full", `the disk did not take a write to ${path}: ${said}`, {
      ...context,
      hint: "make room on the disk or check it, then try again; nothing was lost that had been acknowledged",
    });
  return new GyreError("store.unavailable", `${path} cannot be used: ${said}`, {
    ...context,
    hint: "check that the directory exists and that this user may write in it",
  });
}

/** Does work on a file, and gives its failures Gyre's codes. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskFailure(error, path);
  }
}

/** The system's code of an error, such as ENOENT; empty for any other. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
