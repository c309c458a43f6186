import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sampleVersion } from "../../src/registry/model-store.contract.js";
import type { SqlDatabase } from "../../src/store/sql/database.js";
import { createSqlEventLog } from "../../src/store/sql/pipelines.js";
import { openPostgres } from "../../src/store/sql/postgres/open.js";
import { createSqlModelStore } from "../../src/store/sql/registry.js";
import { type HoldingProxy, startHoldingProxy } from "../support/holding-proxy.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";

/** How long a server may be silent in these tests. */
const PATIENCE_MS = 1000;
/** Within this time all is answered, on a machine that does other things too. */
const BOUND_MS = 3 * PATIENCE_MS;
const UNANSWERED = { code: "store.unavailable", message: expect.stringContaining("has not answered for 1 s") };

interface Refused {
  readonly error: unknown;
  readonly tookMs: number;
}

/** Resolves with why work failed, and how long that took. */
async function refusalOf(work: Promise<unknown>): Promise<Refused> {
  const began = performance.now();
  const error = await work.then(
    () => "it did not fail",
    (failure: unknown) => failure,
  );
  return { error, tookMs: performance.now() - began };
}

describe("a PostgreSQL that hangs", () => {
  let server: PostgresServer;
  let proxy: HoldingProxy;
  let url: string;
  let database: SqlDatabase;
  beforeAll(async () => {
    server = await startPostgres();
    proxy = await startHoldingProxy(server.port);
  });
  afterAll(async () => {
    await server.thaw();
    await proxy.stop();
    await server.stop();
  });
  const open = (at: string, connections = 4) => openPostgres(at, { connections, patienceMs: PATIENCE_MS });
  const throughProxy = (direct: string): string => Object.assign(new URL(direct), { port: String(proxy.port) }).href;
  const read = (db = database.db) => db.selectFrom("runs").selectAll().execute();
  beforeEach(async () => {
    url = throughProxy(await server.createDatabase());
    database = await open(url);
    return async () => {
      await server.thaw();
      proxy.release();
      await database.close();
    };
  });

  const HANGS: readonly [how: string, begin: () => unknown, end: () => unknown][] = [
    ["its processes stand still", () => server.freeze(), () => server.thaw()],
    ["the network swallows everything", () => proxy.hold("all"), () => proxy.release()],
  ];

  describe.each(HANGS)("because %s", (_, begin, end) => {
    it("refuses all who wait within a bound, those who come later at once, and works again by itself", async () => {
      await Promise.all(Array.from({ length: 8 }, () => read()));
      await begin();
      const waiting = await Promise.all([
        ...Array.from({ length: 20 }, () => refusalOf(read())),
        refusalOf(database.db.transaction().execute((trx) => read(trx))),
        refusalOf(database.bulk.flush()),
      ]);
      for (const { error, tookMs } of waiting) {
        expect(error).toMatchObject({ ...UNANSWERED, hint: expect.stringContaining("nothing acknowledged is lost") });
        expect(tookMs).toBeLessThan(BOUND_MS);
      }
      for (let i = 0; i < 3000; i++) expect((await refusalOf(read())).tookMs).toBeLessThan(PATIENCE_MS / 4);
      await end();
      await expect.poll(() => read(), { timeout: 10_000 }).toEqual([]);
      expect(await Promise.all(Array.from({ length: 20 }, () => read()))).toHaveLength(20);
    });

    it("keeps all that was acknowledged, once and in order", async () => {
      const events = createSqlEventLog(database);
      const models = createSqlModelStore(database);
      const acknowledged = { events: [] as string[], versions: [] as number[] };
      let isEnded = false;
      const write = async (name: string): Promise<void> => {
        for (let n = 0; !isEnded; n++) {
          const id = `${name}-${n}`;
          try {
            await events.append({ id, at: 0, kind: "a", subject: "x", facts: {} });
            acknowledged.events.push(id);
            acknowledged.versions.push((await models.add(sampleVersion({ id, runId: id }))).version);
          } catch (error) {
            expect(error).toMatchObject({ code: "store.unavailable" });
            await sleep(20);
          }
        }
      };
      const writers = ["a", "b", "c", "d", "e", "f"].map(write);
      for (let hang = 0; hang < 2; hang++) {
        await sleep(300);
        await begin();
        await sleep(2 * PATIENCE_MS);
        const before = acknowledged.events.length;
        await end();
        await expect.poll(() => acknowledged.events.length, { timeout: 10_000 }).toBeGreaterThan(before + 20);
      }
      isEnded = true;
      await Promise.all(writers);
      const there = (await events.list({ limit: 1_000_000 })).map(({ id }) => id);
      expect(new Set(there).size).toBe(there.length);
      expect(acknowledged.events.filter((id) => !there.includes(id))).toEqual([]);
      const versions = (await models.list("late")).map(({ version }) => version);
      expect(versions).toEqual(versions.map((__, i) => i + 1));
      expect(new Set(acknowledged.versions).size).toBe(acknowledged.versions.length);
      expect(acknowledged.versions.filter((version) => !versions.includes(version))).toEqual([]);
    });

    it("is not waited for when the database is opened or closed", async () => {
      const [idle] = [await open(url), await read()];
      await read(idle.db);
      await begin();
      expect((await refusalOf(idle.close())).tookMs).toBeLessThan(BOUND_MS);
      const opening = await refusalOf(open(url));
      expect(opening.error).toMatchObject({ code: "store.unavailable", message: expect.stringContaining("answer") });
      expect(opening.tookMs).toBeLessThan(BOUND_MS);
      const reading = refusalOf(read());
      const closing = await refusalOf(database.close());
      expect(closing.error).toBe("it did not fail");
      expect(closing.tookMs).toBeLessThan(BOUND_MS + 1000);
      expect((await reading).error).toMatchObject({ code: "store.unavailable" });
      await end();
    });
  });

  it("is told from a statement that takes long, for which nothing is cut short", async () => {
    const long = Array.from({ length: 4 }, () =>
      database.db.transaction().execute((trx) => sql`select pg_sleep(${(4 * PATIENCE_MS) / 1000})`.execute(trx)),
    );
    // All connections are in use for longer than a server may be silent.
    expect(await read()).toEqual([]);
    await Promise.all(long);
  });

  it("does nothing of what was given up once it works again", async () => {
    await sql`create table probe (id bigint)`.execute(database.db);
    await Promise.all([1, 2, 3, 4].map(() => sql`select pg_sleep(0.05)`.execute(database.db)));
    await server.freeze();
    const insert = (id: number) => refusalOf(sql`insert into probe values (${id})`.execute(database.db));
    for (const { error } of await Promise.all([1, 2, 3, 4].map(insert))) expect(error).toMatchObject(UNANSWERED);
    await server.thaw();
    const count = async () => (await sql<{ id: number }>`select id from probe`.execute(database.db)).rows.length;
    await expect.poll(() => count().catch(() => -1)).toBeGreaterThanOrEqual(0);
    const done = await count();
    await sleep(300);
    expect(await count()).toBe(done);
  });

  it("needs nothing of connections from before: neither their locks nor those that nobody used", async () => {
    await sql`create table probe as select 1::bigint as id`.execute(database.db);
    await Promise.all([1, 2, 3, 4].map(() => sql`select pg_sleep(0.05)`.execute(database.db)));
    const add = sql`update probe set id = id + 1`;
    const cut = database.db.transaction().execute(async (trx) => {
      await add.execute(trx);
      proxy.hold("all");
      await add.execute(trx);
    });
    expect((await refusalOf(cut)).error).toMatchObject(UNANSWERED);
    // The server does not learn that these connections were ended.
    proxy.release("new");
    const began = performance.now();
    await expect.poll(() => read(), { timeout: 8000 }).toEqual([]);
    await Promise.all(Array.from({ length: 8 }, () => add.execute(database.db)));
    expect(performance.now() - began).toBeLessThan(BOUND_MS);
    expect((await sql`select id from probe`.execute(database.db)).rows).toEqual([{ id: 9 }]);
  });

  it("is told from connections that went dead on the way: they are given up, and others are made", async () => {
    await Promise.all([1, 2, 3, 4].map(() => sql`select pg_sleep(0.05)`.execute(database.db)));
    proxy.hold("open");
    const reads = await Promise.all([1, 2, 3, 4].map(() => refusalOf(read())));
    for (const { error, tookMs } of reads) {
      expect(error).toMatchObject({ code: "store.unavailable", message: expect.stringContaining("went dead") });
      expect(tookMs).toBeLessThan(3 * BOUND_MS);
    }
    expect(await read()).toEqual([]);
  });
});
