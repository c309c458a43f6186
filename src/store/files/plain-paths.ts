import { lstat, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { GyreError } from "../../core/index.js";
import { artifactPath } from "../../tracking/index.js";
import { diskFailure, systemCode } from "./failures.js";

/** Where a plain directory keeps what is not an artifact. */
export const OWN_NAME = ".gyre";

/** The place of an artifact in the file system. Throws `tracking.bad_artifact_path` for names that are ours or that it cannot hold. */
export function plainPath(root: string, path: string): string {
  const parts = artifactPath(path).split("/");
  if (parts[0].toLowerCase() === OWN_NAME) throw cannotHold(path, `${OWN_NAME} is the store's own`);
  const bad = process.platform === "win32" && parts.find((part) => WINDOWS_REFUSES.test(part));
  if (bad) throw cannotHold(path, `Windows takes no name ${JSON.stringify(bad)}`);
  return join(root, ...parts);
}

const WINDOWS_REFUSES = /[<>:"|*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Throws `store.path_escapes` when what is there of the path, followed through symbolic links, is outside the root. The last part
 * itself may be a link only where `follow` is set.
 */
export async function requireInside(root: string, path: string, follow: boolean): Promise<void> {
  const real = await realpath(root);
  for (let at = follow ? path : dirname(path); ; at = dirname(at)) {
    const there = await realpath(at).catch((error) => {
      if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return null;
      throw systemCode(error) === "ELOOP" ? escapes(at) : error;
    });
    if (there === null) {
      const dangling = await lstat(at).catch(() => null);
      if (dangling?.isSymbolicLink()) throw escapes(at);
      continue;
    }
    if (there === real || there.startsWith(real + sep)) return;
    throw escapes(at);
  }
}

function escapes(path: string): GyreError {
  return new GyreError("store.path_escapes", "Invalid path", {
    hint: "a symbolic link leads out of the artifact directory, or to nothing: remove it",
    details: { path },
  });
}

/** What the file system said about a name, in Gyre's codes. */
export function nameFailure(error: unknown, path: string): GyreError {
  const code = systemCode(error);
  if (code === "ENAMETOOLONG") return cannotHold(path, "its names or the whole of it are too long");
  if (code === "EILSEQ" || code === "EINVAL") return cannotHold(path, "a name has characters that it does not take");
  if (["EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY"].includes(code)) return inTheWay(path);
  return diskFailure(error, path);
}

/** `tracking.artifact_in_the_way`. */
export function inTheWay(path: string): GyreError {
  return new GyreError("tracking.artifact_in_the_way", `a file and a directory cannot both be at ${path}`, {
    hint: "give the artifact another name, or remove what is there first",
    details: { path },
  });
}

function cannotHold(path: string, why: string): GyreError {
  return new GyreError("tracking.bad_artifact_path", `Invalid path: the file system cannot hold ${path}: ${why}`, {
    hint: "give the artifact another name, or keep artifacts under names in the database",
    details: { path },
  });
}
