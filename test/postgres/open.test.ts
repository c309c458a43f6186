import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SqlDatabase } from "../../src/store/sql/database.js";
import { takeTurn } from "../../src/store/sql/locks.js";
import { createSqlEventLog } from "../../src/store/sql/pipelines.js";
import { openPostgres } from "../../src/store/sql/postgres/open.js";
import { freshDatabase, nameOf, run, urlOf } from "./databases.js";

describe("openPostgres", () => {
  let url: string;
  let database: SqlDatabase;

  beforeAll(async () => {
    url = await freshDatabase();
    await run('create table probe (id bigint primary key, text text collate "C", real double precision)', url);
    // Not the superuser, who may do more than a program's user should need.
    const name = nameOf(url);
    await run(`create role ${name} login password 'secret'; alter database ${name} owner to ${name};
      alter role ${name} in database ${name} set synchronous_commit = off;
      alter role ${name} in database ${name} set extra_float_digits = -5`);
    await run(`alter table probe owner to ${name}`, url);
    url = urlOf(name, { user: name, password: "secret" });
    database = await openPostgres(url);
  });
  afterAll(() => database.close());

  const value = async (query: string, db = database.db): Promise<unknown> => {
    const { rows } = await sql.raw<{ value: unknown }>(`select (select ${query}) as value`).execute(db);
    return rows[0].value;
  };
  const put = async (id: number, text: string | null, real: number | null = null): Promise<void> => {
    await sql`insert into probe values (${id}, ${text}, ${real})`.execute(database.db);
  };

  it("makes the tables once when several programs start at once", async () => {
    const empty = await freshDatabase();
    const opened = await Promise.all(Array.from({ length: 5 }, () => openPostgres(empty)));
    const versions = await opened[0].db.selectFrom("schema_version").select("version").orderBy("version").execute();
    expect(versions.map((row) => row.version)).toEqual(versions.map((_, i) => i + 1));
    for (const one of opened) await one.close();
  });

  it("refuses a database that a newer Gyre has written, and one whose text is not UTF-8", async () => {
    const newer = await freshDatabase();
    await (await openPostgres(newer)).close();
    await run("insert into schema_version values (999, 'from the future')", newer);
    await expect(openPostgres(newer)).rejects.toMatchObject({ code: "store.too_new", details: { version: 999 } });
    await run(`create database latin encoding 'LATIN1' locale_provider libc locale 'C' template template0`);
    await expect(openPostgres(urlOf("latin"))).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringContaining("expected the encoding UTF8, got LATIN1"),
    });
  });

  it("compares all text by bytes, whatever the database's language", async () => {
    const { rows } = await sql`
      select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        and a.attcollation not in (0, 'pg_catalog."C"'::regcollation)`.execute(database.db);
    expect(rows).toEqual([]);
    expect(await value("'a' < 'B'")).toBe(1);
    expect(await value("'a' < 'B' collate \"C\"")).toBe(0);
  });

  it("keeps doubles exactly, also where the server would round them", async () => {
    const doubles = [Math.PI, -0, 5e-324, Number.MAX_VALUE, Number.NaN, -1 / 0, 1 / 0, 0.1 + 0.2];
    for (const [i, double] of doubles.entries()) await put(100 + i, null, double);
    const query = sql<{ real: number }>`select real from probe where id >= 100 order by id`;
    expect((await query.execute(database.db)).rows.map((row) => row.real)).toEqual(doubles);
  });

  it("gives counts, sums and whole numbers as numbers, and refuses those that a number cannot hold", async () => {
    expect(await value("count(*)")).toBe(1);
    expect(await value("sum(x) from unnest(array[1, 2]::bigint[]) as x")).toBe(3);
    expect(await value("9007199254740991::bigint")).toBe(2 ** 53 - 1);
    await expect(value("9007199254740992::bigint")).rejects.toMatchObject({ code: "core.unexpected" });
    expect(await value("1 = 1")).toBe(1);
  });

  it("keeps every text, U+0000 included, in the order of its bytes", async () => {
    const texts = ["", "\0", "\0\u0001", "\u0001", "\u0001\0", "\u0002", "Z", "a", "a\0b", "ab", "é", "𝄞"];
    for (const [i, text] of [...texts].reverse().entries()) await put(i, text);
    const query = sql<{ text: string }>`select text from probe where id < 100 order by text`;
    expect((await query.execute(database.db)).rows.map((row) => row.text)).toEqual(texts);
    const found = await sql<{ id: number }>`select id from probe where text = ${"a\0b"}`.execute(database.db);
    expect(found.rows).toEqual([{ id: 3 }]);
  });

  it("waits for the disk in each commit but those of bulk writes, whatever the server's setting", async () => {
    expect(await value("current_setting('synchronous_commit')")).toBe("on");
    const inTransaction = (db: SqlDatabase["db"]) =>
      db.transaction().execute((trx) => value("current_setting('synchronous_commit')", trx));
    expect(await inTransaction(database.db)).toBe("on");
    expect(await inTransaction(database.bulk.db)).toBe("off");
    expect(await value("current_setting('synchronous_commit')", database.bulk.db)).toBe("on");
  });

  it("has on disk, after a flush, what bulk writes had committed before", async () => {
    const missing = "pg_current_wal_insert_lsn() - pg_current_wal_flush_lsn()";
    const missingBefore: unknown[] = [];
    for (let i = 0; i < 20; i++) {
      await database.bulk.db.transaction().execute((trx) => sql`insert into probe values (${1000 + i})`.execute(trx));
      missingBefore.push(await value(missing));
      const committed = await value("pg_current_wal_insert_lsn()");
      await Promise.all([database.bulk.flush(), database.bulk.flush()]);
      expect(await value(`pg_current_wal_flush_lsn() >= '${committed}'::pg_lsn`)).toBe(1);
    }
    expect(missingBefore.some((bytes) => Number(bytes) > 0)).toBe(true);
  });

  it("does what was begun before it closes, and says afterwards that it is closed", async () => {
    const own = await openPostgres(url, { connections: 2 });
    const work = Array.from({ length: 12 }, (_, i) =>
      own.db.transaction().execute(async (trx) => {
        await sql`select pg_sleep(0.02)`.execute(trx);
        await sql`insert into probe values (${2000 + i})`.execute(trx);
      }),
    );
    const closing = own.close();
    await Promise.all([...work, closing, own.close()]);
    expect(await value("count(*) from probe where id between 2000 and 2011")).toBe(12);
    await expect(own.db.selectFrom("runs").selectAll().execute()).rejects.toMatchObject({ code: "store.unavailable" });
  });

  it("lets no event be seen before one that was given an earlier number", async () => {
    const log = createSqlEventLog(database);
    const event = (id: string) => ({ id, at: 0, kind: "a", subject: "x", facts: {} });
    let appended: Promise<void> | undefined;
    const first = database.db.transaction().setIsolationLevel("read committed");
    await first.execute(async (trx) => {
      await takeTurn(trx, "postgres", "events");
      await trx
        .insertInto("events")
        .values({ ...event("ev_first"), facts: "{}" })
        .execute();
      appended = log.append(event("ev_second"));
      await sleep(100);
      expect(await log.list({ limit: 10 })).toEqual([]);
    });
    await appended;
    expect(await log.list({ limit: 10 })).toEqual([event("ev_first"), event("ev_second")]);
  });
});
