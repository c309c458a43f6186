import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleBatch, tableOf } from "../../src/serving/prediction-log.contract.js";
import { openPostgres } from "../../src/store/sql/postgres/open.js";
import { createSqlPredictionLog } from "../../src/store/sql/serving.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";

describe("PostgreSQL that fails", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const at = (
    database: string,
    change: Partial<Pick<URL, "username" | "password" | "port" | "hostname">> = {},
  ): string => Object.assign(new URL(server.url(database)), change).href;

  it.each<[what: string, url: () => string, message: string, hint: string]>([
    ["a wrong password", () => at("postgres", { password: "not-it" }), "password authentication failed", "password"],
    ["no password", () => at("postgres", { password: "" }), "password", "password"],
    ["a user that is not there", () => at("postgres", { username: "eve" }), "password authentication failed", "user"],
    ["a database that is not there", () => at("none"), 'database "none" does not exist', "createdb"],
    ["a port where nothing listens", () => at("postgres", { port: "1" }), "127.0.0.1:1, database postgres", "runs"],
    [
      "a host that is not there",
      () => at("postgres", { hostname: "no.such.host.invalid" }),
      "no.such.host.invalid",
      "reached",
    ],
  ])("says what is wrong and what to do about %s, without the password", async (_, url, message, hint) => {
    const failure: unknown = await openPostgres(url()).catch((error) => error);
    expect(failure).toMatchObject({
      code: "store.unavailable",
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
    const told = `${failure} ${JSON.stringify(failure)} ${(failure as Error).stack}`;
    for (const secret of ["not-it", server.password, encodeURIComponent(server.password)])
      expect(told).not.toContain(secret);
  });

  it("says that the user may not make the tables", async () => {
    const url = await server.createDatabase();
    await server.run("create role reader login password 'secret'");
    const failure = openPostgres(at(new URL(url).pathname.slice(1), { username: "reader", password: "secret" }));
    await expect(failure).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringContaining("denied"),
    });
  });

  it("says when all connections are taken, and goes on when they are free", async () => {
    const database = await openPostgres(await server.createDatabase(), { connections: 2, connectTimeoutMs: 2500 });
    const slow = [1, 2].map(() => sql`select pg_sleep(4)`.execute(database.db));
    await expect(database.db.selectFrom("runs").selectAll().execute()).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringContaining("timeout"),
    });
    await Promise.all(slow);
    expect(await database.db.selectFrom("runs").selectAll().execute()).toEqual([]);
    await database.close();
  });

  it("gives up a statement that takes too long, with its connection", async () => {
    const database = await openPostgres(await server.createDatabase(), { connections: 1, statementTimeoutMs: 200 });
    const slow = database.db.transaction().execute((trx) => sql`select pg_sleep(5)`.execute(trx));
    await expect(slow).rejects.toMatchObject({ code: "store.unavailable" });
    expect(await database.db.selectFrom("runs").selectAll().execute()).toEqual([]);
    await database.close();
  });

  it("fails what was under way when it goes away, and works again by itself when it is back", async () => {
    const url = await server.createDatabase();
    const database = await openPostgres(url);
    const log = createSqlPredictionLog(database);
    await log.append(sampleBatch(2, { prefix: "before-" }));
    let begun = (): void => {};
    const inside = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const cut = database.db.transaction().execute(async (trx) => {
      await sql`insert into runs values ('run_cut', 'late', '{}')`.execute(trx);
      begun();
      await sql`select pg_sleep(30)`.execute(trx);
    });
    const failed = expect(cut).rejects.toMatchObject({ code: "store.unavailable" });
    await inside;
    await server.shutDown();
    await failed;
    await expect(log.append(sampleBatch(1, { prefix: "between-" }))).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringContaining(`127.0.0.1:${server.port}`),
      hint: expect.stringContaining("nothing acknowledged is lost"),
    });
    await server.restart();
    await log.append(sampleBatch(3, { prefix: "after-" }));
    expect(await log.count("late")).toBe(5);
    expect(await database.db.selectFrom("runs").selectAll().execute()).toEqual([]);
    await database.close();
  });

  it("survives the loss of a connection between two statements of a transaction", async () => {
    const database = await openPostgres(await server.createDatabase());
    const cut = database.db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await server.run(`select pg_terminate_backend(${rows[0].pid})`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await sql`select 1`.execute(trx);
    });
    await expect(cut).rejects.toMatchObject({ code: "store.unavailable" });
    expect(await database.db.selectFrom("runs").selectAll().execute()).toEqual([]);
    await database.close();
  });

  describe("on a full disk", () => {
    const disk = mountDisk();
    afterAll(() => unmountDisk(disk));

    it.skipIf(!disk)(
      "says store.disk_full, keeps what was acknowledged, and goes on when there is room (skipped where this user may not mount a tmpfs)",
      async () => {
        if (server.owner) chownSync(String(disk), server.owner.uid, server.owner.gid);
        await server.run(`create tablespace small location '${disk}'`);
        const url = await server.createDatabase();
        const name = new URL(url).pathname.slice(1);
        await server.run(`alter database ${name} set tablespace small`);
        const database = await openPostgres(url);
        await server.run("create table filler as select repeat('x', 1000) as x from generate_series(1, 8000)", name);
        const log = createSqlPredictionLog(database);
        const text = Array.from({ length: 40 }, () => randomBytes(3000).toString("base64"));
        let kept = 0;
        const fill = async (): Promise<void> => {
          for (; ; kept++) await log.append(sampleBatch(40, { prefix: `p${kept}-`, features: tableOf({ text }) }));
        };
        await expect(fill()).rejects.toMatchObject({ code: "store.disk_full", hint: expect.stringContaining("room") });
        expect(kept).toBeGreaterThan(3);
        expect(await log.count("late")).toBe(40 * kept);
        // On an open connection: a new one would first write a file of its own.
        await sql`drop table filler`.execute(database.db);
        await log.append(sampleBatch(2, { prefix: "after-" }));
        expect(await log.count("late")).toBe(40 * kept + 2);
        await database.close();
      },
    );
  });
});

/** A small file system of its own in memory, which only root may mount; null where that is refused. */
function mountDisk(): string | null {
  const disk = mkdtempSync(join(tmpdir(), "gyre-tablespace-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=30000000", "tmpfs", disk], { stdio: "ignore" });
    return disk;
  } catch {
    rmSync(disk, { recursive: true, force: true });
    return null;
  }
}

function unmountDisk(disk: string | null): void {
  if (!disk) return;
  execFileSync("umount", ["--lazy", disk]);
  rmSync(disk, { recursive: true, force: true });
}
