import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../src/store/index.js";

const BIN = join(import.meta.dirname, "../../bin/gyre.js");

/** What a finished command said. `code` is null after a signal. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that was started. */
export interface Started {
  readonly process: ChildProcess;
  /** What has come on stdout so far. */
  readonly stdout: () => string;
  /** Resolves with the match as soon as stdout has it; rejects when the command ends before. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<Finished>;
}

/** Starts the built command line. */
export function start(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Started {
  const env = { ...process.env, GYRE_PORT: undefined, NO_COLOR: "1", ...options.env };
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  let [stdout, stderr] = ["", ""];
  let look = (): void => {};
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    look();
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Finished>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const until = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      look = () => {
        const match = pattern.exec(stdout);
        if (match) resolve(match);
      };
      look();
      void ended.then(() =>
        reject(new Error(`gyre ${args.join(" ")} ended before it said ${pattern}: ${stdout}${stderr}`)),
      );
    });
  return { process: child, stdout: () => stdout, until, ended };
}

/** Runs a command to its end. */
export function gyre(...args: readonly string[]): Promise<Finished> {
  return start(args).ended;
}

/** Runs a command that should succeed, with `--json`, and gives what it printed. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests look at
export async function gyreJson(...args: readonly string[]): Promise<any> {
  const { code, stdout, stderr } = await gyre(...args, "--json");
  if (code !== 0) throw new Error(`gyre ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** A folder for a test file, removed by `remove`. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "gyre-cli-"));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Looks into a project's store. */
export async function inStore<T>(project: string, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(join(project, ".gyre"));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

/** A request of the starter project that fits. */
export const REQUEST = { customer: "c7", product: "shoes", price: 80, ordered_at: "2025-03-01T09:30:00Z" };
