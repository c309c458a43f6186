import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { GyreError } from "../core/index.js";
import { makeDirectory, syncDirectory, writeWhole } from "../store/files/durable.js";
import { diskFailure, systemCode } from "../store/files/failures.js";
import { withoutPassword } from "../store/open-database.js";
import { isThere } from "./is-there.js";

/** In a data folder: the directory of its artifacts, where that is another. */
const FILE = "artifacts.path";

/** The directory that `--artifacts` names. Throws `cli.bad_usage`. */
export function artifactDirectory(uri: string): string {
  if (/^file:/i.test(uri)) return pathOf(uri);
  if (!/^[a-z][a-z0-9+.-]+:/i.test(uri)) return resolve(uri);
  throw new GyreError("cli.bad_usage", `--artifacts should be a directory, got ${withoutPassword(uri)}`, {
    hint: "such as --artifacts file:///srv/artifacts; without it they are kept in the data folder",
  });
}

/** Keeps in a data folder where its server was told to keep artifacts, so that later commands need not be told. */
export async function keepArtifactRoot(folder: string, uri: string): Promise<void> {
  const directory = artifactDirectory(uri);
  const path = join(folder, FILE);
  try {
    await makeDirectory(folder);
    await writeWhole(path, Buffer.from(`${directory}\n`), `${path}.${process.pid}`);
    await syncDirectory(folder);
  } catch (error) {
    throw diskFailure(error, path);
  }
}

/** Where a data folder's artifacts are kept, null for in itself. Throws `cli.bad_usage` where that directory has gone. */
export async function keptArtifactRoot(folder: string): Promise<string | null> {
  const path = join(folder, FILE);
  try {
    const directory = (await readFile(path, "utf8")).trim();
    await requireArtifacts(directory, `${path} says`);
    return directory;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error instanceof GyreError ? error : diskFailure(error, path);
  }
}

/** Throws `cli.bad_usage` where no directory is. */
export async function requireArtifacts(directory: string, who: string): Promise<void> {
  if (await isThere(directory)) return;
  throw new GyreError("cli.bad_usage", `${who} that artifacts are in ${directory}, which is not there`, {
    hint: "give --artifacts the directory that the server uses",
  });
}

function pathOf(uri: string): string {
  try {
    return uri.startsWith("file://") ? fileURLToPath(uri) : resolve(decodeURIComponent(uri.slice("file:".length)));
  } catch (cause) {
    throw new GyreError("cli.bad_usage", `--artifacts is no file: URI: ${withoutPassword(uri)}`, {
      hint: "such as --artifacts file:///srv/artifacts",
      cause,
    });
  }
}
