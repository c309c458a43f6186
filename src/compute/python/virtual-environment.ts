import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, GyreError, hashOf } from "../../core/index.js";
import type { HeldFolder } from "../../store/files/held-folder.js";
import { installEnvironment } from "./child-environment.js";
import { beginEnvironment, environmentNames, holdEnvironment, placeEnvironment } from "./environment-folders.js";
import type { Interpreter } from "./interpreter.js";
import { launched } from "./launcher.js";
import { lastLines, runProgram } from "./run-program.js";

/** A virtual environment that is ready, and is not removed before it is released. */
export interface VirtualEnvironment {
  readonly folder: string;
  /** Its interpreter. */
  readonly python: string;
  /** All that is installed, as `pip freeze` lists it, sorted. */
  readonly packages: readonly string[];
  release(): void;
}

/** Where environments are kept, and what says when each was used last. */
export interface EnvironmentPlace {
  readonly root: string;
  readonly clock: Clock;
}

/** What to make an environment of. */
export interface EnvironmentWish extends EnvironmentPlace {
  readonly interpreter: Interpreter;
  readonly requirements: readonly string[];
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

/**
 * The environment of an interpreter and requirements: made once, then used again. It is built beside and moved to its place when it is whole,
 * so that neither a kill nor another process doing the same leaves half of one. Throws `training.python_missing`,
 * and `training.script_failed` with pip's last words.
 */
export async function openEnvironment(wish: EnvironmentWish): Promise<VirtualEnvironment> {
  const { interpreter, requirements, root, clock } = wish;
  const { executable, version, implementation, platform } = interpreter;
  const key = hashOf({ executable, version, implementation, platform, requirements }).slice(0, 24);
  const folder = join(root, key);
  for (;;) {
    const held = (await holdEnvironment(folder, clock)) ?? (await build(wish, folder));
    if (held) return opened(held, wish.signal);
  }
}

/** The environment in which exactly these packages are installed; null where there is none. */
export async function findEnvironment(
  { root, clock }: EnvironmentPlace,
  interpreter: Interpreter,
  packages: readonly string[],
): Promise<VirtualEnvironment | null> {
  for (const name of await environmentNames(root)) {
    const folder = join(root, name);
    const config = await readFile(join(folder, "pyvenv.cfg"), "utf8").catch(() => "");
    if (!config.split(/\r?\n/).includes(`version = ${interpreter.version}`)) continue;
    const held = await holdEnvironment(folder, clock);
    const found = held && (await opened(held).catch(() => null));
    if (found?.packages.join("\n") === packages.join("\n")) return found;
    found?.release();
  }
  return null;
}

async function opened(held: HeldFolder, signal?: AbortSignal): Promise<VirtualEnvironment> {
  const { path: folder, release } = held;
  try {
    return { folder, python: pythonOf(folder), packages: await packagesOf(folder, signal), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Null where another process was first. */
async function build(wish: EnvironmentWish, folder: string): Promise<HeldFolder | null> {
  const { root, interpreter, requirements } = wish;
  const many = requirements.length === 1 ? "1 requirement" : `${requirements.length} requirements`;
  wish.onLine?.(`making a virtual environment of Python ${interpreter.version} and ${many}`);
  const building = await beginEnvironment(root);
  let placed: HeldFolder | null = null;
  try {
    const withPip = requirements.length > 0;
    const args = ["-m", "venv", ...(withPip ? [] : ["--without-pip"]), building.path];
    const made = await run(interpreter.executable, args, wish);
    if (made.code !== 0) throw withoutVenv(interpreter, made.log);
    if (withPip) await install(building.path, wish);
    await moveScripts(building.path, folder);
    placed = await placeEnvironment(building, folder);
    return placed;
  } finally {
    if (!placed) await building.remove();
  }
}

async function install(folder: string, wish: EnvironmentWish): Promise<void> {
  const list = join(folder, "requirements.txt");
  await writeFile(list, `${wish.requirements.join("\n")}\n`);
  const args = ["-m", "pip", "install", "--no-input", "--quiet", "-r", list];
  const { code, log } = await run(pythonOf(folder), args, wish);
  if (code === 0) return;
  throw new GyreError(
    "training.script_failed",
    `pip could not install the requirements (exit code ${code}):\n${lastLines(log)}`,
    {
      hint: "correct the requirements; without a network, PIP_FIND_LINKS and PIP_NO_INDEX point pip to a folder of wheels",
      details: { requirements: wish.requirements, output: log.slice(-20_000) },
    },
  );
}

async function packagesOf(folder: string, signal?: AbortSignal): Promise<readonly string[]> {
  const hasPip = await readFile(join(folder, "requirements.txt")).then(
    () => true,
    () => false,
  );
  if (!hasPip) return [];
  const { code, stdout, log } = await run(pythonOf(folder), ["-m", "pip", "freeze"], signal ? { signal } : {});
  if (code !== 0) {
    throw new GyreError("training.script_failed", `the virtual environment ${folder} is damaged:\n${lastLines(log)}`, {
      hint: "remove the folder: it is made again",
    });
  }
  return stdout
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .sort();
}

/** Programs of the environment name their interpreter by its whole path. */
async function moveScripts(from: string, to: string): Promise<void> {
  const bin = join(from, "bin");
  for (const { name } of (await readdir(bin, { withFileTypes: true })).filter((entry) => entry.isFile())) {
    const path = join(bin, name);
    const bytes = await readFile(path);
    const text = bytes.toString("latin1");
    if (text.includes(from) && !text.includes("\0")) await writeFile(path, text.replaceAll(from, to), "latin1");
  }
}

async function run(
  python: string,
  args: readonly string[],
  { signal, onLine }: Pick<EnvironmentWish, "signal" | "onLine">,
) {
  const env = installEnvironment(process.env);
  const program = { ...launched(python, args), cwd: "/", env };
  const ended = await runProgram({ ...program, ...(signal && { signal }), ...(onLine && { onLine }) });
  signal?.throwIfAborted();
  return ended;
}

function withoutVenv({ executable }: Interpreter, log: string): GyreError {
  return new GyreError(
    "training.python_missing",
    `${executable} cannot make a virtual environment:\n${lastLines(log)}`,
    {
      hint: "install what it lacks (Debian: apt-get install python3-venv)",
    },
  );
}

function pythonOf(folder: string): string {
  return join(folder, "bin", "python");
}
