import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { start, temporaryFolder } from "../cli/gyre.js";
import { chance, kill } from "./kills.js";

/** GYRE_CRASH_ROUNDS=200 for a long look. */
const ROUNDS = Number(process.env.GYRE_CRASH_ROUNDS ?? 8);
const CLIENTS = 6;
const BATCH = 40;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

/** What a run was promised to hold. */
interface Promised {
  readonly run: string;
  steps: number;
  params: number;
  readonly files: string[];
}

const call = async (url: string, path: string, body?: unknown): Promise<Record<string, never>> => {
  const answer = await fetch(`${url}/api/2.0/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, never>;
};

/** Logs batches, params and files until the server is gone; keeps what it was promised. */
async function client(url: string, promises: Promised[]): Promise<void> {
  try {
    const { run } = await call(url, "mlflow/runs/create", { experiment_id: "0", start_time: 1 });
    const promised: Promised = {
      run: (run as { info: { run_id: string } }).info.run_id,
      steps: 0,
      params: 0,
      files: [],
    };
    promises.push(promised);
    for (let n = 0; ; n++) {
      const metrics = Array.from({ length: BATCH }, (_, i) => ({
        key: "m",
        value: n,
        timestamp: 1,
        step: n * BATCH + i,
      }));
      const params = [{ key: `p${n}`, value: String(n) }];
      await call(url, "mlflow/runs/log-batch", { run_id: promised.run, metrics, params });
      promised.steps = (n + 1) * BATCH;
      promised.params = n + 1;
      const file = `0/${promised.run}/artifacts/${n}.txt`;
      const put = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${file}`, {
        method: "PUT",
        body: `file ${n}`,
      });
      expect(put.status).toBe(200);
      promised.files.push(file);
    }
  } catch (error) {
    // The server was killed: the connection breaks, and nothing was promised.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Batches are there whole, those that were promised and at most the one that was under way. */
async function check(url: string, promised: Promised): Promise<void> {
  const { run } = await call(url, `mlflow/runs/get?run_id=${promised.run}`);
  const { metrics } = await call(url, `mlflow/metrics/get-history?run_id=${promised.run}&metric_key=m`);
  const steps = ((metrics ?? []) as { step: number }[]).map(({ step }) => step).sort((a, b) => a - b);
  expect(steps.length).toBeGreaterThanOrEqual(promised.steps);
  expect(steps.length % BATCH).toBe(0);
  expect(steps).toEqual(steps.map((_, i) => i));
  const params = ((run as { data?: { params?: unknown[] } }).data?.params ?? []).length;
  expect(params).toBe(steps.length / BATCH);
  expect(params).toBeGreaterThanOrEqual(promised.params);
  for (const [n, file] of promised.files.entries()) {
    const got = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${file}`);
    expect(await got.text()).toBe(`file ${n}`);
  }
}

it(`keeps every acknowledged batch, param and file of a server that is killed while many log (${ROUNDS} rounds)`, {
  timeout: 60_000 + ROUNDS * 20_000,
}, async () => {
  const random = chance("tracking");
  const data = join(folder.path, "data");
  let batches = 0;
  let before: readonly Promised[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const up = start(["up", "--data", data, "--project", folder.path, "--port", "0"]);
    const [, url] = await up.until(/^Gyre is ready at (http\S+)$/m);
    for (const promised of before) await check(url, promised);
    const promises: Promised[] = [];
    const clients = Array.from({ length: CLIENTS }, () => client(url, promises));
    await kill(up, 50 + random.int(500));
    await Promise.all(clients);
    before = promises;
    batches += promises.reduce((sum, { params }) => sum + params, 0);
  }
  expect(batches).toBeGreaterThan(ROUNDS);
});
