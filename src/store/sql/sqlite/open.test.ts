import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleBatch } from "../../../serving/prediction-log.contract.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { createSqlPredictionLog } from "../serving.js";
import { openSqlite } from "./open.js";

describe("openSqlite", () => {
  let directory: string;
  let database: SqlDatabase;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "gyre-sqlite-"));
    database = await openSqlite(join(directory, "gyre.db"));
  });
  afterAll(async () => {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  const pragma = async (db: Kysely<Tables>, name: string): Promise<unknown> => {
    const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db);
    return rows[0][name];
  };

  it("waits for the disk in each commit, but for bulk writes, which are synced by their flush", async () => {
    expect(await pragma(database.db, "synchronous")).toBe(2);
    expect(await pragma(database.bulk.db, "synchronous")).toBe(1);
    for (const db of [database.db, database.bulk.db]) {
      expect(await pragma(db, "journal_mode")).toBe("wal");
      expect(await pragma(db, "foreign_keys")).toBe(1);
    }
  });

  it("makes only strict tables", async () => {
    const query = sql<{
      name: string;
    }>`select name from pragma_table_list where strict = 0 and name not like 'sqlite_%'`;
    expect((await query.execute(database.db)).rows).toEqual([]);
  });

  it("rolls back a transaction that fails, and goes on", async () => {
    const row = { id: "ev_1", at: 1, kind: "a", subject: "b", facts: "{}" };
    const failing = database.db.transaction().execute(async (trx) => {
      await trx.insertInto("events").values(row).execute();
      throw new Error("the caller's own");
    });
    await expect(failing).rejects.toThrow("the caller's own");
    await database.db.insertInto("events").values(row).execute();
    expect(await database.db.selectFrom("events").select("id").execute()).toEqual([{ id: "ev_1" }]);
  });

  it("answers an append only after the log was synced, and fails it when that failed", async () => {
    const happened: string[] = [];
    let fail = false;
    const flush = async (): Promise<void> => {
      await database.bulk.flush();
      happened.push("synced");
      if (fail) throw new Error("the disk is gone");
    };
    const log = createSqlPredictionLog({ ...database, bulk: { db: database.bulk.db, flush } });
    await log.append(sampleBatch(1, { prefix: "a" })).then(() => happened.push("answered"));
    expect(happened).toEqual(["synced", "answered"]);
    fail = true;
    await expect(log.append(sampleBatch(1, { prefix: "b" }))).rejects.toThrow("the disk is gone");
  });
});
