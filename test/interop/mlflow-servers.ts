import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { inject } from "vitest";

const GYRE = join(import.meta.dirname, "../../bin/gyre.js");
const CLIENTS = join(import.meta.dirname, "clients");
const run = promisify(execFile);
const START_MS = 180_000;

/** A tracking server in a folder of its own. */
export interface TrackingServer {
  readonly url: string;
  readonly folder: string;
  close(): Promise<void>;
}

/** Runs a command of Gyre's to its end, and gives what it says. */
export async function gyre(args: readonly string[], typed = ""): Promise<string> {
  const done = run(process.execPath, [GYRE, ...args]);
  done.child.stdin?.end(typed);
  return (await done).stdout;
}

/** `gyre up` on a folder that is empty, or was prepared, as anyone would start it. */
export async function startGyre(prepare?: (folder: string) => Promise<void>): Promise<TrackingServer> {
  const folder = await mkdtemp(join(tmpdir(), "gyre-tracking-"));
  await prepare?.(folder);
  const child = spawn(process.execPath, [GYRE, "up", "--port", "0", "--data", folder, "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = spoken(child);
  const ended = once(child, "exit");
  const line = await Promise.race([
    once(createInterface(child.stdout!), "line").then(([text]) => text as string),
    ended.then(([code]) => Promise.reject(new Error(`gyre up ended with ${code}: ${said()}`))),
  ]);
  const { url } = JSON.parse(line) as { readonly url: string };
  return { url, folder, close: () => close(child, folder, child.pid!) };
}

/** The real server, with one worker and SQLite. */
export async function startMlflow(settings: Readonly<Record<string, string>> = {}): Promise<TrackingServer> {
  const folder = await mkdtemp(join(tmpdir(), "mlflow-server-"));
  const port = await freePort();
  const program = join(dirname(inject("python")), "mlflow");
  const places = ["--backend-store-uri", "sqlite:///mlflow.db", "--artifacts-destination", "./artifacts"];
  const args = [
    "server",
    "--port",
    `${port}`,
    "--workers",
    "1",
    "--default-artifact-root",
    "mlflow-artifacts:/",
    ...places,
  ];
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", ...settings };
  // A group of its own: the server has children.
  const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const said = spoken(child);
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + START_MS; !(await answers(`${url}/health`)); await sleep(200)) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`mlflow server does not answer: ${said()}`);
  }
  return { url, folder, close: () => close(child, folder, -child.pid!) };
}

/** Runs a program of clients/ and reads what it prints as JSON. */
export async function transcriptOf(program: string, ...args: readonly string[]): Promise<Transcript> {
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { stdout } = await run(inject("python"), [join(CLIENTS, program), ...args], { env, maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as Transcript;
}

/** What was answered, by section and step. */
export type Transcript = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function close(child: ChildProcess, folder: string, target: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    process.kill(target, "SIGTERM");
    await Promise.race([ended, sleep(10_000)]);
  }
  if (target < 0) killGroup(target);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function killGroup(group: number): void {
  try {
    process.kill(group, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

function spoken(child: ChildProcess): () => string {
  let said = "";
  child.stderr!.on("data", (text) => (said = (said + text).slice(-4000)));
  return () => said;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
