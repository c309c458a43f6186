import { type Kysely, sql } from "kysely";
import { expect, it } from "vitest";
import { sampleMaterialization } from "../../../pipelines/materialization-store.contract.js";
import { sampleVersion } from "../../../registry/model-store.contract.js";
import { sampleBatch } from "../../../serving/prediction-log.contract.js";
import { sampleTrainingRun } from "../../../tracking/training-run-store.contract.js";
import type { SqlDatabase } from "../database.js";
import { createSqlLineageStore } from "../lineage.js";
import { createSqlEventLog, createSqlMaterializationStore } from "../pipelines.js";
import { createSqlModelStore } from "../registry.js";
import type { Tables } from "../schema.js";
import { createSqlPredictionLog } from "../serving.js";
import { createSqlTrainingRunStore } from "../training-runs.js";
import type { Words } from "../words.js";
import { migrations } from "./index.js";

/** A dialect's way to a database that an older Gyre has left. */
export interface OldDatabases {
  readonly words: Words;
  /** Makes an empty database, runs statements in it, and gives its name. */
  make(statements: readonly string[]): Promise<string>;
  /** Opens it with the newest schema. */
  open(name: string): Promise<SqlDatabase>;
  /** What the schema consists of, in words that are equal for equal schemas. */
  schema(db: Kysely<Tables>): Promise<readonly string[]>;
}

/** What opening must do in each dialect with a database of any earlier schema. */
export function upgradeContract({ words, make, open, schema }: OldDatabases): void {
  const steps = migrations(words);
  const upTo = (version: number): string[] =>
    steps
      .filter((step) => step.version <= version)
      .flatMap((step) => [
        ...step.statements,
        `insert into schema_version values (${step.version}, '${step.name.replaceAll("'", "''")}')`,
      ]);

  it.each(steps.map((step) => step.version))(
    "brings schema %i to the newest, the same as a new one",
    async (version) => {
      const old = await open(await make(upTo(version)));
      const fresh = await open(await make([]));
      expect(await schema(old.db)).toEqual(await schema(fresh.db));
      const taken = await old.db.selectFrom("schema_version").select("version").orderBy("version").execute();
      expect(taken.map((row) => row.version)).toEqual(steps.map((step) => step.version));
      await Promise.all([old.close(), fresh.close()]);
    },
  );

  it("finds the rows of the first schema, and goes on numbering", async () => {
    const name = await make([...upTo(1), ...ROWS_OF_THE_FIRST]);
    const database = await open(name);
    const { db } = database;
    const count = await sql<{ n: number }>`select count(*) as n from predictions`.execute(db);
    expect(Number(count.rows[0].n)).toBe(1);
    const models = createSqlModelStore(database);
    expect((await models.list("late")).map((one) => one.version)).toEqual([7]);
    expect(await models.alias("late", "champion")).toMatchObject({ id: "mv_old" });
    expect(await models.aliasMoves("late")).toEqual([{ alias: "champion", versionId: "mv_old", at: 5 }]);
    expect((await models.add(sampleVersion())).version).toBe(8);
    expect(await createSqlTrainingRunStore(database).get("run_old")).toMatchObject({ params: { rounds: 3 } });
    await createSqlTrainingRunStore(database).save(sampleTrainingRun());
    expect(await createSqlMaterializationStore(database).find("k_old")).toMatchObject({ asset: "legs" });
    await createSqlMaterializationStore(database).record(sampleMaterialization());
    expect(await createSqlEventLog(database).last("a")).toMatchObject({ id: "ev_old", facts: { n: 1 } });
    expect(await createSqlLineageStore(database).inputsOf("b")).toEqual([{ output: "b", input: "a", kind: "made" }]);
    await readsPredictions(database);
    await database.close();
  });
}

async function readsPredictions(database: SqlDatabase): Promise<void> {
  const log = createSqlPredictionLog(database);
  expect(await log.get("p_old")).toEqual({
    prediction: {
      id: "p_old",
      deployment: "late",
      at: 1000,
      versionId: "mv_old",
      arm: "champion",
      unit: "u",
      request: { x: 1.5 },
      features: { x: 1.5 },
      probability: 0.25,
    },
    outcome: { predictionId: "p_old", label: 1, knownAt: 2000 },
  });
  await log.append(sampleBatch(3));
  expect(await log.count("late")).toBe(4);
}

/** As a Gyre with the first schema wrote them. */
const ROWS_OF_THE_FIRST = [
  `insert into runs values ('run_old', 'late', '{"id":"run_old","params":{"rounds":3}}')`,
  `insert into models values ('late', 7)`,
  `insert into model_versions values
    ('mv_old', 'late', 7, 'run_old', 'd', '{"id":"mv_old","model":"late","version":7}')`,
  `insert into aliases values ('late', 'champion', 'mv_old')`,
  `insert into alias_moves (model, alias, version_id, at) values ('late', 'champion', 'mv_old', 5)`,
  `insert into shapes (body) values ('[["x","number"]]')`,
  `insert into predictions select
    'p_old', 'late', 1000, 'mv_old', 'champion', 'u', 0.25, id, '[1.5]', id, '[1.5]' from shapes`,
  `insert into outcomes values ('p_old', 1, 2000)`,
  `insert into materializations (key, asset, at, body) values ('k_old', 'legs', 9, '{"asset":"legs","key":"k_old"}')`,
  `insert into events (id, at, kind, subject, facts) values ('ev_old', 3, 'a', 'x', '{"n":1}')`,
  `insert into edges values ('b', 'made', 'a')`,
];
