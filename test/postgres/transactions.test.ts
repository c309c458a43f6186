import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virtualClock } from "../../src/core/index.js";
import { sampleVersion } from "../../src/registry/model-store.contract.js";
import { sampleBatch } from "../../src/serving/prediction-log.contract.js";
import type { SqlDatabase } from "../../src/store/sql/database.js";
import { openPostgres } from "../../src/store/sql/postgres/open.js";
import { createSqlRegisteredModelStore } from "../../src/store/sql/registered-models/store.js";
import { createSqlModelStore } from "../../src/store/sql/registry.js";
import { createSqlPredictionLog } from "../../src/store/sql/serving.js";
import { createSqlTrackingStore } from "../../src/store/sql/tracking/create.js";
import { freshDatabase, run } from "./databases.js";

describe("transactions in PostgreSQL", () => {
  let url: string;
  let programs: SqlDatabase[];

  beforeAll(async () => {
    url = await freshDatabase();
    await run("create table seats (id bigint primary key, taken bigint not null)", url);
    programs = await Promise.all([openPostgres(url), openPostgres(url), openPostgres(url)]);
  });
  afterAll(async () => {
    for (const program of programs) await program.close();
  });

  const count = async (where: string): Promise<number> =>
    (await sql.raw<{ n: number }>(`select count(*) as n from seats ${where}`).execute(programs[0].db)).rows[0].n;

  it("decide on what they read as if they ran one after the other", async () => {
    await sql`insert into seats select n, 0 from generate_series(1, 6) as n`.execute(programs[0].db);
    // Each takes a seat of its own while fewer than three are taken: one at a time, that makes three.
    const takers = programs.flatMap(({ db }, p) =>
      [1, 2].map((half) =>
        db.transaction().execute(async (trx) => {
          const { rows } = await sql<{ n: number }>`select count(*) as n from seats where taken = 1`.execute(trx);
          await sql`select pg_sleep(0.01)`.execute(trx);
          if (rows[0].n < 3) await sql`update seats set taken = 1 where id = ${2 * p + half}`.execute(trx);
        }),
      ),
    );
    await Promise.all(takers);
    expect(await count("where taken = 1")).toBe(3);
  });

  it("all get through, however many want the same row", async () => {
    await sql`insert into seats values (100, 0)`.execute(programs[0].db);
    const adding = programs.flatMap(({ db, bulk }) =>
      [db, bulk.db].flatMap((one) =>
        Array.from({ length: 15 }, () =>
          one.transaction().execute(async (trx) => {
            const { rows } = await sql<{ taken: number }>`select taken from seats where id = 100`.execute(trx);
            await sql`update seats set taken = ${rows[0].taken + 1} where id = 100`.execute(trx);
          }),
        ),
      ),
    );
    await Promise.all(adding);
    expect(await count("where id = 100 and taken = 90")).toBe(1);
  });

  it("resolve deadlocks, also of single statements", async () => {
    await sql`insert into seats values (201, 0), (202, 0)`.execute(programs[0].db);
    const both = (db: SqlDatabase["db"], ids: readonly number[]) =>
      db.transaction().execute(async (trx) => {
        for (const id of ids) {
          await sql`update seats set taken = taken + 1 where id = ${id}`.execute(trx);
          await sql`select pg_sleep(0.02)`.execute(trx);
        }
      });
    await Promise.all([both(programs[0].db, [201, 202]), both(programs[1].db, [202, 201])]);
    expect(await count("where id in (201, 202) and taken = 2")).toBe(2);
  });

  it("number versions without gaps from several programs at once", async () => {
    const stores = programs.map(createSqlModelStore);
    const added = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        stores.map((store, p) => store.add(sampleVersion({ id: `mv_${p}_${n}`, runId: `${p}_${n}` }))),
      ).flat(),
    );
    const numbers = added.map((one) => one.version).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect((await stores[0].list("late")).map((one) => one.version)).toEqual(numbers);
  });

  it("take large batches of the same predictions from several programs", async () => {
    const logs = programs.map(createSqlPredictionLog);
    const ids = Array.from({ length: 3000 }, (_, i) => `p${i}`);
    const orders = [ids, [...ids].reverse(), ids];
    await Promise.all(logs.map((log, i) => log.append(sampleBatch(3000, { ids: orders[i] }))));
    expect(await logs[0].count("late")).toBe(3000);
    expect((await logs[1].features("late", 0, 4e6)).rows).toBe(3000);
  });

  it("are never acknowledged when one of their statements failed, even where the program overlooked it", async () => {
    const overlooking = programs[0].db.transaction().execute(async (trx) => {
      await sql`insert into seats values (300, 0)`.execute(trx);
      await sql`insert into seats values (300, 0)`.execute(trx).catch(() => {});
    });
    await expect(overlooking).rejects.toMatchObject({ code: "core.unexpected" });
    expect(await count("where id = 300")).toBe(0);
  });

  it("are tried again when a key is there twice, as some that overlap may find, at last alone, and then fail", async () => {
    await sql`insert into seats values (500, 0)`.execute(programs[0].db);
    let tries = 0;
    const adding = programs[0].db.transaction().execute(async (trx) => {
      tries++;
      await sql`insert into seats values (500, 1)`.execute(trx);
    });
    await expect(adding).rejects.toMatchObject({ code: "core.unexpected", details: { sqlState: "23505" } });
    expect(tries).toBe(4);
  });

  it("give one of many the name that all want at the same time, and tell the others that it is taken", async () => {
    const models = programs.map(createSqlRegisteredModelStore);
    const tracking = await Promise.all(
      programs.map((program) => createSqlTrackingStore(program, { artifactRoot: "x:", clock: virtualClock(0) })),
    );
    const everyone = Array.from({ length: 24 }, (_, i) => i);
    const ids: string[] = [];
    for (const i of everyone) {
      await models[0].create({ name: `model ${i}`, description: null, tags: [], at: 0 });
      ids.push(
        (await tracking[0].createExperiment({ name: `experiment ${i}`, artifactLocation: null, tags: [], at: 0 })).id,
      );
    }
    for (const [taken, rename] of [
      ["registry.model_exists", (i: number) => models[i % 3].rename(`model ${i}`, "the name", 1)],
      [
        "tracking.experiment_exists",
        (i: number) => tracking[i % 3].changeExperiment(ids[i], { name: "the name", at: 1 }),
      ],
    ] as const) {
      const renamed = await Promise.allSettled(everyone.map((i): Promise<unknown> => rename(i)));
      const refusals = renamed.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
      expect(refusals).toEqual(Array(23).fill(taken));
    }
  });

  it("pass on the program's own failure, having written nothing", async () => {
    const failing = programs[0].db.transaction().execute(async (trx) => {
      await sql`insert into seats values (400, 0)`.execute(trx);
      throw new Error("the caller's own");
    });
    await expect(failing).rejects.toThrow("the caller's own");
    expect(await count("where id = 400")).toBe(0);
  });
});
