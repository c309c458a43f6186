import type { Kysely } from "kysely";
import { decodeJson, encodeJson } from "../../../core/index.js";
import type { ModelDeployment, ModelDeploymentStore } from "../../../serving/index.js";
import { deploymentUnknown } from "../../deployment-unknown.js";

import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { decodeText, encodeText } from "../texts.js";

/** A {@link ModelDeploymentStore} in SQL. */
export function createSqlModelDeploymentStore({ db }: Pick<SqlDatabase, "db">): ModelDeploymentStore {
  return {
    deploy: (wish) =>
      db.transaction().execute(async (trx) => {
        const revision = ((await last(trx, wish.name))?.revision ?? 0) + 1;
        const deployment: ModelDeployment = { ...wish, revision };
        const { name, at, by } = deployment;
        await insert(trx, { name, revision, at, by, body: encodeJson(deployment) });
        return deployment;
      }),
    undeploy: (name, { at, by }) =>
      db.transaction().execute(async (trx) => {
        const served = await last(trx, name);
        if (!served?.body) throw deploymentUnknown(name);
        await insert(trx, { name, revision: served.revision + 1, at, by, body: null });
      }),
    async get(name) {
      const served = await last(db, name);
      return served?.body ? deploymentOf(served.body) : null;
    },
    async list() {
      const newest = db
        .selectFrom("model_deployments")
        .select((e) => ["name", e.fn.max("revision").as("revision")])
        .groupBy("name")
        .as("newest");
      const rows = await db
        .selectFrom("model_deployments as d")
        .innerJoin(newest, (join) =>
          join.onRef("newest.name", "=", "d.name").onRef("newest.revision", "=", "d.revision"),
        )
        .select("d.body")
        .where("d.body", "is not", null)
        .orderBy("d.name")
        .execute();
      return rows.map(({ body }) => deploymentOf(body!));
    },
    async history(name) {
      const rows = await db
        .selectFrom("model_deployments")
        .selectAll()
        .where("name", "=", encodeText(name))
        .orderBy("revision")
        .execute();
      return rows.map(({ revision, at, moved_by, body }) => ({
        name,
        revision,
        at,
        by: moved_by === null ? null : decodeText(moved_by),
        deployment: body === null ? null : deploymentOf(body),
      }));
    },
  };
}

async function last(db: Kysely<Tables>, name: string) {
  const moves = db.selectFrom("model_deployments").select(["revision", "body"]).where("name", "=", encodeText(name));
  return moves.orderBy("revision", "desc").limit(1).executeTakeFirst();
}

interface Move {
  readonly name: string;
  readonly revision: number;
  readonly at: number;
  readonly by: string | null;
  readonly body: string | null;
}

async function insert(trx: Kysely<Tables>, { name, revision, at, by, body }: Move): Promise<void> {
  const moved_by = by === null ? null : encodeText(by);
  await trx
    .insertInto("model_deployments")
    .values({ name: encodeText(name), revision, at, moved_by, body })
    .execute();
}

function deploymentOf(body: string): ModelDeployment {
  return decodeJson(body) as ModelDeployment;
}
