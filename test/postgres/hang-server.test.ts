import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Started, start, temporaryFolder } from "../cli/gyre.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";
import { memoryBytes } from "../support/process-memory.js";

/** Within this time all is answered: 8 s of silence, on a machine that does other things too. */
const BOUND_MS = 14_000;
const AT_ONCE = 50;

interface Answer {
  readonly status: number;
  readonly body: { readonly error_code?: string; readonly message?: string };
  readonly tookMs: number;
}

describe("a server whose database hangs", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let postgres: PostgresServer;
  let up: Started;
  let url: string;
  let begin: () => Started;

  beforeAll(async () => {
    folder = await temporaryFolder();
    postgres = await startPostgres();
    const env = { GYRE_DATABASE: await postgres.createDatabase() };
    begin = () => start(["up", "--data", folder.path, "--project", folder.path, "--port", "0"], { env });
    up = begin();
    [, url] = await up.until(/^Gyre is ready at (http\S+)$/m);
  });
  afterAll(async () => {
    await postgres.thaw();
    up.process.kill("SIGTERM");
    await up.ended;
    await postgres.stop();
    await folder.remove();
  });

  const ask = async (path: string, body?: object): Promise<Answer> => {
    const began = performance.now();
    const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const said = (await answer.json()) as Answer["body"];
    return { status: answer.status, body: said, tookMs: performance.now() - began };
  };
  const batch = (value: number) => {
    const metrics = Array.from({ length: 100 }, (_, step) => ({ key: "m", value, timestamp: 1, step }));
    return { run_id: "0123456789abcdef0123456789abcdef", metrics };
  };
  /** Requests of many clients at once, each of which waits for its answer. */
  async function storm(requests: number): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let i = 0; i < requests; i += AT_ONCE)
      answers.push(
        ...(await Promise.all(Array.from({ length: AT_ONCE }, (_, j) => ask("runs/log-batch", batch(i + j))))),
      );
    return answers;
  }
  const expectRefusal = ({ status, body, tookMs }: Answer): void => {
    expect([status, body.error_code]).toEqual([503, "TEMPORARILY_UNAVAILABLE"]);
    expect(body.message).toContain(`PostgreSQL at 127.0.0.1:${postgres.port}`);
    expect(body.message).toMatch(/has not answered for 8 s: see that PostgreSQL is not stopped .* then try again/);
    expect(tookMs).toBeLessThan(BOUND_MS);
  };

  it("answers 503 with what to do, does not grow, and works by itself when the database goes on", async () => {
    await storm(500);
    await postgres.freeze();
    const [first, starting] = await Promise.all([
      Promise.all([storm(AT_ONCE), ask("experiments/search?max_results=5"), ask("runs/get?run_id=x")]),
      begin().ended,
      fetch(`${url}/health`).then(async (health) => expect(await health.text()).toBe("OK")),
    ]);
    for (const answer of first.flat()) expectRefusal(answer);
    expect(starting.code).toBe(7);
    expect(starting.stderr).toMatch(
      /store\.unavailable: PostgreSQL at 127.*has not answered for 8 s\n.*then try again/,
    );
    await storm(1500);
    const before = await memoryBytes(Number(up.process.pid));
    for (const answer of await storm(3000)) expectRefusal(answer);
    expect((await memoryBytes(Number(up.process.pid))) - before).toBeLessThan(40e6);
    await postgres.thaw();
    const create = () => ask("runs/create", { experiment_id: "0", start_time: 1 });
    await expect.poll(async () => (await create()).status, { timeout: 10_000 }).toBe(200);
    expect((await Promise.all(Array.from({ length: AT_ONCE }, create))).map(({ status }) => status)).toEqual(
      Array.from({ length: AT_ONCE }, () => 200),
    );
  });

  it("stops while it hangs, after it has answered what was asked", async () => {
    await postgres.freeze();
    const answer = ask("runs/create", { experiment_id: "0", start_time: 1 });
    await sleep(200);
    const began = performance.now();
    up.process.kill("SIGTERM");
    expectRefusal(await answer);
    const { code, stderr } = await up.ended;
    expect(code, stderr).toBe(0);
    expect(performance.now() - began).toBeLessThan(BOUND_MS);
  });
});
