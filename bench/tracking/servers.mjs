// Gyre and MLflow, each on SQLite in a folder of its own, with one worker, as anyone would start them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { familyOf, memoryOf } from "../measure.mjs";
import { openClient } from "./client.mjs";

const GYRE = join(import.meta.dirname, "../../bin/gyre.js");
const LIMIT_MS = 180_000;

const programs = {
  gyre: (port, folder) => [process.execPath, [GYRE, "up", "--port", `${port}`, "--data", folder, "--json"]],
  mlflow: (port) => [
    "mlflow",
    ["server", "--port", `${port}`, "--workers", "1", "--backend-store-uri", "sqlite:///mlflow.db"].concat([
      "--default-artifact-root",
      "mlflow-artifacts:/",
      "--artifacts-destination",
      "./artifacts",
    ]),
  ],
};

/** Starts `gyre` or `mlflow` on a folder; `startSeconds` runs from the start of the process to its first answer about experiments. */
export async function startServer(name, folder) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program, args] = programs[name](port, folder);
  const started = performance.now();
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" };
  const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => (said = (said + text).slice(-2000)));
  const client = openClient(url);
  while (!(await answers(client))) {
    if (child.exitCode !== null || performance.now() - started > LIMIT_MS)
      throw new Error(`${name} does not answer: ${said}`);
    await sleep(5);
  }
  const startSeconds = (performance.now() - started) / 1000;
  return { name, url, client, startSeconds, memoryMb: () => memoryMb(child.pid), close: () => close(child, client) };
}

async function answers(client) {
  return client.post("/experiments/search", { max_results: 1 }).then(
    () => true,
    () => false,
  );
}

/** What the server's processes hold together. */
function memoryMb(pid) {
  const held = familyOf(pid).map(memoryOf).filter(Boolean);
  return { now: held.reduce((sum, one) => sum + one.nowMb, 0), largest: Math.max(...held.map((one) => one.peakMb)) };
}

async function close(child, client) {
  client.close();
  const ended = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await Promise.race([ended, sleep(15_000)]);
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
