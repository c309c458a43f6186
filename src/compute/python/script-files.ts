import { readFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { GyreError } from "../../core/index.js";
import type { ProjectCode, PythonEstimator } from "../../training/index.js";
import { importedModules, type ModuleName } from "./imports.js";
import { readRequirements } from "./requirements.js";

/**
 * What a training script needs of its project's folder: itself, the modules of the folder that it imports, and those that they import, the files
 * that it names, and its requirements. Imports are found by reading, not by running; a module that is imported by a name made at run
 * time has to be among `files`. Throws `project.bad_definition`.
 */
export async function readScriptFiles(
  folder: string,
  { script, files: named, requirements }: Pick<PythonEstimator, "script" | "files" | "requirements">,
): Promise<Omit<ProjectCode, "bundle">> {
  const files: Record<string, string> = {};
  for (const path of [script, ...named]) {
    const text = await textOf(folder, path);
    if (text === null) {
      throw new GyreError("project.bad_definition", `model.estimator: there is no ${path} in ${folder}`, {
        hint: "paths of a training script and its files are relative to the project's folder",
      });
    }
    files[posix.normalize(path)] = text;
  }
  const root = posix.dirname(posix.normalize(script));
  const waiting = Object.keys(files).filter((path) => path.endsWith(".py"));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const candidate of importedModules(files[path]).flatMap((name) => pathsOf(name, path as string, root))) {
      const text = candidate in files ? null : await textOf(folder, candidate);
      if (text === null) continue;
      files[candidate] = text;
      waiting.push(candidate);
    }
  }
  return { files: sorted(files), requirements: await readRequirements(folder, requirements) };
}

/** Where the modules of a dotted name would be, its packages first. */
function pathsOf({ parts, level }: ModuleName, importer: string, root: string): readonly string[] {
  let base = level === 0 ? root : posix.dirname(importer);
  for (let up = 1; up < level; up++) base = posix.dirname(base);
  return parts.flatMap((_, i) => {
    const path = posix.join(base, ...parts.slice(0, i + 1));
    return path.startsWith("..") ? [] : [`${path}.py`, `${path}/__init__.py`];
  });
}

async function textOf(folder: string, path: string): Promise<string | null> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(join(folder, path)));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return null;
    throw new GyreError("project.bad_definition", `${join(dirname(folder), path)} cannot be read as UTF-8 text`, {
      cause,
      hint: "a script's files are kept with its runs as text; larger data belong into sources",
    });
  }
}

function sorted(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(files)
      .sort()
      .map((path) => [path, files[path]]),
  );
}
