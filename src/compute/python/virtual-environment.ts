import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GyreError, hashOf } from "../../core/index.js";
import { installEnvironment } from "./child-environment.js";
import type { Interpreter } from "./interpreter.js";
import { runProgram } from "./run-program.js";

/** A virtual environment that is ready. */
export interface VirtualEnvironment {
  readonly folder: string;
  /** Its interpreter. */
  readonly python: string;
  /** All that is installed, as `pip freeze` lists it, sorted. */
  readonly packages: readonly string[];
}

/** What to make an environment of. */
export interface EnvironmentWish {
  /** Where environments are kept. */
  readonly root: string;
  readonly interpreter: Interpreter;
  readonly requirements: readonly string[];
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

const BUILDING = ".building-";

/**
 * The environment of an interpreter and requirements: made once, then used again. It is built beside and moved to its place when it is whole,
 * so that neither a kill nor another process doing the same leaves half of one. Throws `training.python_missing`,
 * and `training.script_failed` with pip's last words.
 */
export async function openEnvironment(wish: EnvironmentWish): Promise<VirtualEnvironment> {
  const { interpreter, requirements, root } = wish;
  const { executable, version, implementation, platform } = interpreter;
  const key = hashOf({ executable, version, implementation, platform, requirements }).slice(0, 24);
  const folder = join(root, key);
  const isThere = await readFile(join(folder, "pyvenv.cfg")).then(
    () => true,
    () => false,
  );
  if (!isThere) await build(wish, folder);
  return { folder, python: pythonOf(folder), packages: await packagesOf(folder, wish.signal) };
}

/** The environment in which exactly these packages are installed; null where there is none. */
export async function findEnvironment(
  root: string,
  interpreter: Interpreter,
  packages: readonly string[],
): Promise<VirtualEnvironment | null> {
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((one) => !one.startsWith("."))) {
    const folder = join(root, name);
    const config = await readFile(join(folder, "pyvenv.cfg"), "utf8").catch(() => "");
    if (!config.split(/\r?\n/).includes(`version = ${interpreter.version}`)) continue;
    const found = await packagesOf(folder).catch(() => []);
    if (found.join("\n") === packages.join("\n")) return { folder, python: pythonOf(folder), packages: found };
  }
  return null;
}

async function build(wish: EnvironmentWish, folder: string): Promise<void> {
  const { root, interpreter, requirements } = wish;
  wish.onLine?.(
    `making a virtual environment of Python ${interpreter.version} and ${requirements.length} requirements`,
  );
  await mkdir(root, { recursive: true });
  await removeAbandoned(root);
  const building = join(root, `${BUILDING}${process.pid}-${randomBytes(6).toString("hex")}`);
  try {
    const withPip = requirements.length > 0;
    const args = ["-m", "venv", ...(withPip ? [] : ["--without-pip"]), building];
    const made = await run(interpreter.executable, args, wish);
    if (made.code !== 0) throw withoutVenv(interpreter, made.log);
    if (withPip) await install(building, wish);
    await moveScripts(building, folder);
    await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
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

/** What processes left that were killed while they built. */
async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(BUILDING)) continue;
    const pid = Number(name.slice(BUILDING.length).split("-")[0]);
    if (!isAlive(pid)) await rm(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function run(
  file: string,
  args: readonly string[],
  { signal, onLine }: Pick<EnvironmentWish, "signal" | "onLine">,
) {
  const env = installEnvironment(process.env);
  const ended = await runProgram({ file, args, cwd: "/", env, ...(signal && { signal }), ...(onLine && { onLine }) });
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

/** The end of what a program wrote. */
export function lastLines(log: string): string {
  return log.trim().split(/\r?\n/).slice(-12).join("\n").slice(-4000);
}

function pythonOf(folder: string): string {
  return join(folder, "bin", "python");
}
