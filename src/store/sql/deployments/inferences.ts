import type { Inference, InferenceLog } from "../../../serving/index.js";
import type { SqlDatabase } from "../database.js";
import { groupCommit } from "../group-commit.js";
import { decodeText, encodeText } from "../texts.js";
import type { DeploymentTables } from "./tables.js";

/** Rows of eight values each, far from PostgreSQL's 65,535 parameters. */
const MOST_ROWS = 500;

/** An {@link InferenceLog} in SQL: what comes while the disk is busy shares the next commit and flush. */
export function createSqlInferenceLog({ db, bulk }: SqlDatabase): InferenceLog {
  const group = groupCommit<Inference>(async (inferences) => {
    await bulk.db
      .transaction()
      .setIsolationLevel("read committed")
      .execute(async (trx) => {
        // In the order of ids, so that two who write the same ones never wait each for the other.
        const rows = inferences.map(rowOf).sort((a, b) => (a.id < b.id ? -1 : 1));
        for (let start = 0; start < rows.length; start += MOST_ROWS)
          await trx
            .insertInto("inferences")
            .values(rows.slice(start, start + MOST_ROWS))
            .onConflict((conflict) => conflict.column("id").doNothing())
            .execute();
      });
    await bulk.flush();
  });
  return {
    append: (inference) => group.add({ rows: 1, data: inference }),
    async after(deployment, { revision, id, until, limit }) {
      let query = db
        .selectFrom("inferences")
        .selectAll()
        .where("deployment", "=", encodeText(deployment))
        .where("revision", "=", revision)
        .where("at", "<=", until);
      if (id !== undefined) query = query.where("id", ">", id);
      return (await query.orderBy("id").limit(limit).execute()).map(inferenceOf);
    },
    async list(deployment, { limit, before }) {
      let query = db.selectFrom("inferences").selectAll().where("deployment", "=", encodeText(deployment));
      if (before !== undefined) query = query.where("id", "<", before);
      return (await query.orderBy("id", "desc").limit(limit).execute()).map(inferenceOf);
    },
    async count(deployment) {
      const counted = db.selectFrom("inferences").select((e) => e.fn.countAll().as("count"));
      const row = await counted.where("deployment", "=", encodeText(deployment)).executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}

type Row = DeploymentTables["inferences"];

function rowOf({ id, deployment, revision, at, rows, durationMs, inputs, outputs }: Inference): Row {
  const name = encodeText(deployment);
  return { id, deployment: name, revision, at, row_count: rows, duration_ms: durationMs, inputs, outputs };
}

function inferenceOf({ id, deployment, revision, at, row_count, duration_ms, inputs, outputs }: Row): Inference {
  const name = decodeText(deployment);
  return { id, deployment: name, revision, at, rows: row_count, durationMs: duration_ms, inputs, outputs };
}
