import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Finished, gyre, inStore, REQUEST, start, temporaryFolder } from "../cli/gyre.js";
import { freshDatabase, run } from "./databases.js";

type Json = Readonly<Record<string, unknown>>;

/** What does not depend on where, when, and under which ids, something was made. */
function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== "object" || value === null) return value;
  const isPassing = (name: string): boolean =>
    /(^id|Id|Ids|At|Seconds|Ms|html|report|rehearsal|latestPredictions)$/.test(name);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (isPassing(name) ? [] : [[name, lasting(one)]])),
  );
}

describe("a project whose state is in PostgreSQL", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: string;
  const project = (name: string): string => join(folder.path, name);
  const places = () =>
    [
      { at: project("sqlite"), env: {} },
      { at: project("postgres"), env: { GYRE_DATABASE: database } },
    ] as const;

  beforeAll(async () => {
    folder = await temporaryFolder();
    database = await freshDatabase();
    await gyre("init", project("sqlite"));
    await cp(project("sqlite"), project("postgres"), { recursive: true });
  });
  afterAll(() => folder.remove());

  /** The same command on both, and what each said. */
  const both = async (...args: readonly string[]): Promise<readonly Finished[]> => {
    const done: Finished[] = [];
    for (const { at, env } of places()) done.push(await start([...args, "--project", at], { env }).ended);
    return done;
  };
  const bothJson = async (...args: readonly string[]): Promise<readonly Json[]> => {
    const done = await both(...args, "--json");
    for (const { code, stderr } of done) expect(code, stderr).toBe(0);
    return done.map(({ stdout }) => JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  };

  it("goes through the whole loop as one in SQLite does, with the same model and the same rehearsal", {
    timeout: 300_000,
  }, async () => {
    const [sqlite, postgres] = await bothJson("start", "--once", "--port", "0");
    expect(lasting(postgres)).toEqual(lasting(sqlite));
    const [here, there] = await bothJson("status");
    expect(lasting(there)).toEqual(lasting(here));
    const reports = await Promise.all(
      places().map(async ({ at }) => JSON.parse(await readFile(join(at, ".gyre/rehearsal/report.json"), "utf8"))),
    );
    expect(reports[1].policies.map((policy: Json) => policy.metrics)).toEqual(
      reports[0].policies.map((policy: Json) => policy.metrics),
    );
    await expect(readFile(join(project("postgres"), ".gyre/gyre.db"))).rejects.toMatchObject({ code: "ENOENT" });
    const versions = await run("select digest from model_versions", database);
    const listed = await inStore(project("sqlite"), ({ models }) => models.list("returned"));
    expect(versions).toEqual(listed.map(({ digest }) => ({ digest })));
    expect(versions).toHaveLength(1);
  });

  it("finds what is there and makes nothing again", async () => {
    for (const { unchanged } of await bothJson("train")) expect(unchanged).toBe(true);
  });

  it("predicts the same, explains it, and keeps both in the database", async () => {
    const predicted = await bothJson("predict", JSON.stringify(REQUEST));
    expect(lasting(predicted[1])).toEqual(lasting(predicted[0]));
    const [, { predictionId }] = predicted;
    const [, at] = places();
    const why = await start(["why", String(predictionId), "--project", at.at, "--json"], { env: at.env }).ended;
    expect(JSON.parse(why.stdout)).toMatchObject({ prediction: { id: predictionId }, version: { version: 1 } });
    const rows = await run("select id from predictions order by id desc limit 1", database);
    expect(rows).toEqual([{ id: predictionId }]);
  });

  it("is served with what MLflow's clients log, in the same database", async () => {
    const [, { at, env }] = places();
    const server = start(["up", "--port", "0", "--project", at], { env });
    const [url] = await server.until(/http:\/\/[\d.:]+/);
    const made = await fetch(`${url}/api/2.0/mlflow/experiments/create`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "from a client" }),
    });
    expect(made.status).toBe(200);
    const predicted = await fetch(`${url}/v1/deployments/returns/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(REQUEST),
    });
    expect(predicted.status, await predicted.clone().text()).toBe(200);
    server.process.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
    const [{ count }] = await run(
      "select count(*)::int as count from experiments where name = 'from a client'",
      database,
    );
    expect(count).toBe(1);
  });

  it("takes the database as an option too, and tells what is wrong with it without the password", async () => {
    const listed = await start([
      "experiments",
      "list",
      "--project",
      project("sqlite"),
      "--database",
      database,
      "--json",
    ]).ended;
    expect(JSON.parse(listed.stdout).experiments).toContainEqual(expect.objectContaining({ name: "from a client" }));
    const wrong = await start(["status", "--project", project("sqlite")], {
      env: { GYRE_DATABASE: `${database}_none` },
    }).ended;
    expect(wrong).toMatchObject({ code: 7, stderr: expect.stringContaining("createdb") });
    expect(wrong.stderr).not.toContain("p@ss");
    expect(wrong.stderr).not.toContain(encodeURIComponent("p@ss/word:1"));
  });
});
