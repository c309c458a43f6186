import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { asGyreError, GyreError, hashOf, nearestName, sha256 } from "../../core/index.js";
import { checkProject, type LoadedProject, type Project } from "../../project/index.js";
import { isPython, type ProjectCode } from "../../training/index.js";
import { type Bundle, bundle, type Doors, GYRE } from "./bundle.js";
import { identifiersOf, namedAt, placeText, thrownAt } from "./places.js";

const FILE = "gyre.config.ts";

/** Kept code has no way back to places in files. */
const EMPTY_MAP = '{"version":3,"sources":[],"names":[],"mappings":""}';

/**
 * Loads a project's `gyre.config.ts`: bundled in memory, so that nothing is written, run, and checked. `.sql` files may be imported
 * as text. Throws `project.not_found`, `project.load_failed`, `project.unknown_name`, `project.bad_definition`, or what a definition
 * throws, with the place in the files where it can be found.
 */
export async function loadProject(folder: string): Promise<LoadedProject> {
  const root = resolve(folder);
  const file = join(root, FILE);
  await access(file).catch((cause) => {
    throw new GyreError("project.not_found", `there is no ${FILE} in ${root}`, {
      cause,
      hint: "run this in a project's folder, give --project DIR, or make a project with `gyre init`",
    });
  });
  const doors = await openDoors();
  const bundled = await bundle(file, doors);
  const project = await evaluate(doors, root, bundled);
  try {
    checkProject(project);
  } catch (error) {
    throw await placed(asGyreError(error), root, bundled);
  }
  const code = await codeOf(project, root, bundled.code);
  return { project, folder: root, file, codeVersion: codeVersionOf(code), code };
}

/**
 * A project as it was when a run kept its code, whatever the files in `folder` are now. Sources are looked for in `folder`. Throws what
 * loading throws.
 */
export async function loadKeptProject(code: ProjectCode, folder: string): Promise<LoadedProject> {
  const root = resolve(folder);
  const kept: Bundle = { code: code.bundle, map: EMPTY_MAP, files: [] };
  const project = await evaluate(await openDoors(), root, kept);
  return { project, folder: root, file: join(root, FILE), codeVersion: codeVersionOf(code), code };
}

async function openDoors(): Promise<Doors> {
  return {
    gyre: await import(new URL("../../index.js", import.meta.url).href),
    "gyre/learn": await import(new URL("../../learn/index.js", import.meta.url).href),
  };
}

/** The bundle, and for a model that a script trains the script with all that it needs of the folder. */
async function codeOf({ model: { estimator } }: Project, root: string, bundle: string): Promise<ProjectCode> {
  if (!isPython(estimator)) return { bundle, files: {}, requirements: [] };
  const { readScriptFiles } = await import("../python/script-files.js");
  return { bundle, ...(await readScriptFiles(root, estimator)) };
}

function codeVersionOf({ bundle, files, requirements }: ProjectCode): string {
  return Object.keys(files).length === 0 ? sha256(bundle) : hashOf([sha256(bundle), files, requirements]);
}

async function evaluate(doors: Doors, root: string, bundled: Bundle): Promise<Project> {
  Object.assign(globalThis, { [Symbol.for(GYRE)]: doors });
  const url = `data:text/javascript;base64,${Buffer.from(bundled.code).toString("base64")}`;
  let module: { readonly default?: Project };
  try {
    module = (await import(/* @vite-ignore */ url)) as { readonly default?: Project };
  } catch (error) {
    throw error instanceof GyreError ? await placed(error, root, bundled) : await explained(error, root, bundled);
  }
  if (module.default === undefined) {
    throw new GyreError("project.bad_definition", `${FILE} has no default export`, {
      hint: "export default defineProject({ … })",
    });
  }
  return module.default;
}

/** Our own error with the place in front: where it was thrown, or where the name that it is about stands. */
async function placed(error: GyreError, root: string, bundled: Bundle): Promise<GyreError> {
  const { name } = error.details;
  const place =
    thrownAt(error, bundled) ?? (typeof name === "string" ? await namedAt(name, root, bundled.files) : null);
  return new GyreError(error.code, `${place ? placeText(place) : FILE}: ${error.message}`, {
    cause: error,
    ...(error.hint ? { hint: error.hint } : {}),
    details: {
      ...error.details,
      file: join(root, place?.file ?? FILE),
      line: place?.line ?? null,
      column: place?.column ?? null,
    },
  });
}

/** An error of JavaScript's: for a name that nothing defines, the nearest one in the file. */
async function explained(error: unknown, root: string, bundled: Bundle): Promise<GyreError> {
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof ReferenceError ? /^(\S+) is not defined$/.exec(message)?.[1] : undefined;
  const place = thrownAt(error, bundled) ?? (name === undefined ? null : await namedAt(name, root, bundled.files));
  const words = name === undefined || !place ? [] : [...(await identifiersOf(root, place.file))];
  const nearest =
    name === undefined
      ? undefined
      : nearestName(
          name,
          words.filter((word) => word !== name),
        );
  return new GyreError("project.load_failed", `${place ? placeText(place) : FILE}: ${message}`, {
    cause: error,
    hint: nearest ? `did you mean ${nearest}?` : "correct the file; nothing was changed",
    details: {
      file: join(root, place?.file ?? FILE),
      line: place?.line ?? null,
      column: place?.column ?? null,
      ...(name === undefined ? {} : { name, nearest: nearest ?? null }),
    },
  });
}
