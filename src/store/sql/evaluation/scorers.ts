import { type Kysely, type Selectable, sql } from "kysely";
import type { ScorerSampling, ScorerStore, ScorerVersion, ScorerWish } from "../../../tracing/index.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "../tracking/dialect.js";
import { experimentRow, numberOf } from "../tracking/experiments.js";
import type { ScorerTable } from "./tables.js";

/** The part of the store that keeps scorers. */
export function createScorers(db: Kysely<Tables>): ScorerStore {
  return {
    register: (wish) => db.transaction().execute((trx) => register(trx, wish)),
    async newest(experimentIds) {
      const numbers = experimentIds.map(numberOf).filter((number) => number !== null);
      const rows = await versionRows(db)
        .where(dialectOf(db).isOneOf(sql.ref("s.experiment"), numbers))
        .where((e) =>
          e(
            "v.version",
            "=",
            e
              .selectFrom("scorer_versions as n")
              .select((n) => n.fn.max("n.version").as("newest"))
              .whereRef("n.scorer", "=", "v.scorer"),
          ),
        )
        .orderBy("s.experiment")
        .orderBy("s.name")
        .execute();
      return rows.map(versionOf);
    },
    async versions(experimentId, name) {
      const rows = await versionRows(db)
        .where("s.experiment", "=", numberOf(experimentId) ?? -1)
        .where("s.name", "=", name)
        .orderBy("v.version")
        .execute();
      return rows.map(versionOf);
    },
    remove: (experimentId, name, version) =>
      db.transaction().execute(async (trx) => {
        const scorer = await findScorer(trx, numberOf(experimentId) ?? -1, name);
        if (scorer === undefined) return 0;
        const { numDeletedRows } = await trx
          .deleteFrom("scorer_versions")
          .where("scorer", "=", scorer.number)
          .$if(version !== null, (q) => q.where("version", "=", version))
          .executeTakeFirstOrThrow();
        if (version === null) await trx.deleteFrom("scorers").where("number", "=", scorer.number).execute();
        return Number(numDeletedRows);
      }),
    ...createSampling(db),
  };
}

function createSampling(db: Kysely<Tables>): Pick<ScorerStore, "sample" | "samplings"> {
  return {
    async sample({ experimentId, name, samplingId, rate, filter }) {
      const row = await db
        .updateTable("scorers")
        .set({ sampling_id: samplingId, sampling_rate: rate, sampling_filter: filter })
        .where("experiment", "=", numberOf(experimentId) ?? -1)
        .where("name", "=", name)
        .returningAll()
        .executeTakeFirst();
      return row ? samplingOf(row) : null;
    },
    async samplings(scorerIds) {
      const rows = await db
        .selectFrom("scorers")
        .selectAll()
        .where(dialectOf(db).isTextOf(sql.ref("id"), scorerIds))
        .where("sampling_id", "is not", null)
        .orderBy("number")
        .execute();
      return rows.map(samplingOf);
    },
  };
}

function versionRows(db: Kysely<Tables>) {
  return db
    .selectFrom("scorer_versions as v")
    .innerJoin("scorers as s", "s.number", "v.scorer")
    .select(["s.id", "s.experiment", "s.name", "v.version", "v.serialized", "v.created_at"]);
}

type VersionRow = Awaited<ReturnType<ReturnType<typeof versionRows>["execute"]>>[number];

function versionOf(row: VersionRow): ScorerVersion {
  return {
    scorerId: row.id,
    experimentId: String(row.experiment),
    name: row.name,
    version: row.version,
    serialized: row.serialized,
    createdAt: row.created_at,
  };
}

function samplingOf(row: Selectable<ScorerTable>): ScorerSampling {
  return {
    samplingId: row.sampling_id ?? "",
    scorerId: row.id,
    experimentId: String(row.experiment),
    rate: row.sampling_rate ?? 0,
    filter: row.sampling_filter,
  };
}

function findScorer(trx: Kysely<Tables>, experiment: number, name: string) {
  return trx
    .selectFrom("scorers")
    .selectAll()
    .where("experiment", "=", experiment)
    .where("name", "=", name)
    .executeTakeFirst();
}

async function register(trx: Parameters<typeof experimentRow>[0], wish: ScorerWish): Promise<ScorerVersion> {
  const { experimentId, name, serialized, at } = wish;
  const { number: experiment } = await experimentRow(trx, experimentId);
  // Written to in any case, so that two versions of one scorer are made one after the other.
  const scorer = await trx
    .insertInto("scorers")
    .values({ id: wish.scorerId, experiment, name })
    .onConflict((conflict) => conflict.columns(["experiment", "name"]).doUpdateSet({ name }))
    .returningAll()
    .executeTakeFirstOrThrow();
  const { newest } = await trx
    .selectFrom("scorer_versions")
    .select((e) => e.fn.max("version").as("newest"))
    .where("scorer", "=", scorer.number)
    .executeTakeFirstOrThrow();
  const version = Number(newest ?? 0) + 1;
  await trx
    .insertInto("scorer_versions")
    .values({ scorer: scorer.number, version, serialized, created_at: at })
    .execute();
  return { scorerId: scorer.id, experimentId, name, version, serialized, createdAt: at };
}
