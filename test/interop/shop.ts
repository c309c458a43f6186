import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { inject } from "vitest";

const run = promisify(execFile);
const GYRE = join(import.meta.dirname, "../../bin/gyre.js");
const CLIENTS = join(import.meta.dirname, "clients");

/** The starter project, made, trained, deployed and served by the built command line. */
export interface Shop {
  readonly url: string;
  /** The shell line that `gyre up` shows. */
  readonly curl: string;
  /** Name of the model, as it is served under /v2/models. */
  readonly model: string;
  readonly deployment: string;
  /** Where the model's ONNX file lies. */
  readonly onnxPath: string;
  close(): Promise<void>;
}

/** Runs `gyre init`, `train`, `deploy` and `up` in a temporary folder. Close it at the end. */
export async function openShop(): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), "gyre-shop-"));
  const project = join(folder, "shop");
  await gyre("init", project, "--json");
  const { version } = await gyre("train", "--project", project, "--json");
  const { deployment } = await gyre("deploy", "--project", project, "--json");
  const { url, curl, stop } = await up(project);
  return {
    url,
    curl,
    model: version.model,
    deployment,
    onnxPath: join(project, ".gyre/objects", version.digest.slice(0, 2), version.digest.slice(2)),
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a program of clients/ prints, read as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each program prints something else, and the tests check each part
export async function python(program: string, ...args: readonly string[]): Promise<any> {
  const { stdout } = await run(inject("python"), [join(CLIENTS, program), ...args], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

// biome-ignore lint/suspicious/noExplicitAny: each command prints something else
async function gyre(...args: readonly string[]): Promise<any> {
  const { stdout } = await run(process.execPath, [GYRE, ...args], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

async function up(project: string) {
  const args = [GYRE, "up", "--project", project, "--port", "0", "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const ended = once(child, "exit");
  const line = await Promise.race([
    once(createInterface(child.stdout), "line").then(([text]) => text as string),
    ended.then(([code]) => Promise.reject(new Error(`gyre up ended with ${code}: ${said}`))),
  ]);
  const { url, curl } = JSON.parse(line) as { readonly url: string; readonly curl: string };
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  return { url, curl, stop };
}
