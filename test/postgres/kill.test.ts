import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/index.js";
import { sampleVersion } from "../../src/registry/model-store.contract.js";
import { sampleBatch } from "../../src/serving/prediction-log.contract.js";
import type { SqlDatabase } from "../../src/store/sql/database.js";
import { createSqlEventLog } from "../../src/store/sql/pipelines.js";
import { openPostgres } from "../../src/store/sql/postgres/open.js";
import { createSqlModelStore } from "../../src/store/sql/registry.js";
import { createSqlPredictionLog } from "../../src/store/sql/serving.js";
import { type PostgresServer, startPostgres } from "../support/postgres.js";

/** In every other round only predictions are written: then no other commit flushes theirs along with its own. */
const ROUNDS = 6;

describe("a PostgreSQL server that is killed while it is written to", () => {
  let server: PostgresServer;
  let database: SqlDatabase;
  beforeAll(async () => {
    server = await startPostgres({ fsync: true });
    database = await openPostgres(await server.createDatabase());
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  it("has every acknowledged write when it is back, and the open store goes on", async () => {
    const predictions = createSqlPredictionLog(database);
    const events = createSqlEventLog(database);
    const models = createSqlModelStore(database);
    const acknowledged = { predictions: [] as string[], events: [] as string[], versions: [] as number[] };
    const random = createRandom("kill");
    for (let round = 0; round < ROUNDS; round++) {
      let writing = true;
      const until = async (write: (id: string) => Promise<unknown>, name: string): Promise<void> => {
        for (let n = 0; writing; n++) {
          const failure = await write(`${round}-${name}-${n}`).then(
            () => null,
            (error: unknown) => error,
          );
          if (failure === null) continue;
          expect(failure).toMatchObject({ code: "store.unavailable" });
          await sleep(5);
        }
      };
      const log = async (id: string): Promise<void> => {
        await predictions.append(sampleBatch(2, { prefix: id }));
        acknowledged.predictions.push(`${id}1`, `${id}2`);
      };
      const append = async (id: string): Promise<void> => {
        await events.append({ id, at: 0, kind: "a", subject: "x", facts: {} });
        acknowledged.events.push(id);
      };
      const add = async (id: string): Promise<void> => {
        acknowledged.versions.push((await models.add(sampleVersion({ id, runId: id }))).version);
      };
      const writes = round % 2 === 0 ? [log, append, add] : [log];
      const writers = ["a", "b", "c"].flatMap((name) => writes.map((write, w) => until(write, `${name}${w}`)));
      const before = acknowledged.predictions.length;
      while (acknowledged.predictions.length < before + 30) await sleep(5);
      await sleep(random.int(150));
      await server.kill();
      writing = false;
      await Promise.all(writers);
      await server.restart();
    }
    const there = new Set((await events.list({ limit: 1_000_000 })).map((event) => event.id));
    expect(acknowledged.events.filter((id) => !there.has(id))).toEqual([]);
    const versions = (await models.list("late")).map((one) => one.version);
    expect(versions).toEqual(versions.map((_, i) => i + 1));
    expect(acknowledged.versions.filter((version) => !versions.includes(version))).toEqual([]);
    const lost = [];
    for (const id of acknowledged.predictions) if (!(await predictions.get(id))) lost.push(id);
    expect(lost).toEqual([]);
  });
});
