import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Started, start, temporaryFolder } from "../cli/gyre.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";
import { memoryBytes } from "../support/process-memory.js";

const CLIENTS = 6;
const OUTAGES = 4;
const BATCH = 20;

/** How long an answer may take while the database is away. */
const PATIENCE_MS = 5000;

/** What a run was promised to hold: the numbers of its acknowledged batches. */
interface Promised {
  readonly run: string;
  readonly batches: number[];
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly tookMs: number;
}

describe("a server whose database goes away and comes back", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let postgres: PostgresServer;
  let up: Started;
  let url: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    postgres = await startPostgres({ fsync: true });
    const env = { GYRE_DATABASE: await postgres.createDatabase() };
    up = start(["up", "--data", folder.path, "--project", folder.path, "--port", "0"], { env });
    [, url] = await up.until(/^Gyre is ready at (http\S+)$/m);
  });
  afterAll(async () => {
    up.process.kill("SIGTERM");
    const { code, stderr } = await up.ended;
    await postgres.stop();
    await folder.remove();
    expect(code, stderr).toBe(0);
  });

  const ask = async (path: string, body?: object): Promise<Answer> => {
    const began = performance.now();
    const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      body: (await answer.json()) as Answer["body"],
      tookMs: performance.now() - began,
    };
  };
  const newRun = async (): Promise<string> => {
    const { body } = await ask("runs/create", { experiment_id: "0", start_time: 1 });
    return (body.run as { info: { run_id: string } }).info.run_id;
  };
  const batchOf = (run_id: string, n: number) => {
    const metrics = Array.from({ length: BATCH }, (_, i) => ({
      key: "m",
      value: n,
      timestamp: 1,
      step: n * BATCH + i,
    }));
    return { run_id, metrics, params: [{ key: `p${n}`, value: "x" }], tags: [{ key: "last", value: String(n) }] };
  };

  /** Logs until it is told to end, and notes what was acknowledged and what was refused. */
  async function client({ run, batches }: Promised, refusals: Answer[], ended: AbortSignal): Promise<void> {
    for (let n = (batches.at(-1) ?? -1) + 1000; !ended.aborted; n++) {
      const answer = await ask("runs/log-batch", batchOf(run, n));
      if (answer.status === 200) batches.push(n);
      else {
        refusals.push(answer);
        await sleep(10);
      }
    }
  }

  it("answers 503 soon while it is away, works by itself when it is back, and has all it acknowledged", async () => {
    const promised: Promised[] = [];
    for (let i = 0; i < CLIENTS; i++) promised.push({ run: await newRun(), batches: [] });
    for (let outage = 0; outage < OUTAGES; outage++) {
      const refusals: Answer[] = [];
      const end = new AbortController();
      const clients = promised.map((one) => client(one, refusals, end.signal));
      await sleep(400);
      await (outage % 2 === 0 ? postgres.kill() : postgres.shutDown());
      await sleep(700);
      for (const path of ["runs/get?run_id=x", "experiments/search?max_results=5", "experiments/get?experiment_id=0"])
        refusals.push(await ask(path));
      expect(await (await fetch(`${url}/health`)).text()).toBe("OK");
      await postgres.restart();
      await sleep(500);
      end.abort();
      await Promise.all(clients);
      expect(refusals.length).toBeGreaterThan(CLIENTS);
      for (const { status, body, tookMs } of refusals) {
        expect([status, body.error_code]).toEqual([503, "TEMPORARILY_UNAVAILABLE"]);
        expect(body.message).toContain(`127.0.0.1:${postgres.port}`);
        expect(tookMs).toBeLessThan(PATIENCE_MS);
      }
      expect((await ask("runs/log-batch", batchOf(await newRun(), 0))).status).toBe(200);
    }
    for (const { run, batches } of promised) {
      expect(batches.length).toBeGreaterThan(OUTAGES);
      const { body } = await ask(`metrics/get-history?run_id=${run}&metric_key=m`);
      const steps = new Set((body.metrics as { step: number }[]).map(({ step }) => step));
      const lost = batches.filter(
        (n) => !Array.from({ length: BATCH }, (_, i) => n * BATCH + i).every((s) => steps.has(s)),
      );
      expect(lost).toEqual([]);
      expect(steps.size % BATCH).toBe(0);
    }
  });

  it("does not grow while it refuses", async () => {
    const run = await newRun();
    await postgres.shutDown();
    const storm = async (requests: number): Promise<void> => {
      for (let i = 0; i < requests; i += 50)
        await Promise.all(Array.from({ length: 50 }, (_, j) => ask("runs/log-batch", batchOf(run, i + j))));
    };
    await storm(1500);
    const before = await memoryBytes(Number(up.process.pid));
    await storm(3000);
    expect((await memoryBytes(Number(up.process.pid))) - before).toBeLessThan(40e6);
    await postgres.restart();
    expect((await ask("runs/log-batch", batchOf(run, 0))).status).toBe(200);
  });
});
