import type { Table } from "../../learn/index.js";
import type { Arm, JoinedBatch, PredictionLog } from "../../serving/index.js";
import { createBlocks } from "../columns/blocks.js";
import type { SqlDatabase } from "./database.js";
import { decodeCells, predictionOf } from "./prediction-rows.js";
import { createPredictionWriter } from "./prediction-writer.js";
import type { PredictionTable } from "./schema.js";
import { createShapes, type Shapes } from "./shapes.js";

const PAGE_ROWS = 2000;

/** A {@link PredictionLog} in SQL, and the wait for what is being written. */
export type SqlPredictionLog = PredictionLog & { drain(): Promise<void> };

export function createSqlPredictionLog(database: SqlDatabase): SqlPredictionLog {
  const { db } = database;
  const shapes = createShapes(database.bulk.db);
  const writer = createPredictionWriter(database, shapes);
  const decode = async (row: PredictionTable) =>
    predictionOf(row, await shapes.shape(row.request_shape), await shapes.shape(row.feature_shape));
  return {
    ...writer,
    async get(id) {
      const row = await db.selectFrom("predictions").selectAll().where("id", "=", id).executeTakeFirst();
      if (!row) return null;
      const outcome = await db.selectFrom("outcomes").selectAll().where("prediction_id", "=", id).executeTakeFirst();
      return {
        prediction: await decode(row),
        outcome: outcome ? { predictionId: id, label: outcome.label as 0 | 1, knownAt: outcome.known_at } : null,
      };
    },
    joined: (deployment, from, to) => joinedBetween(database, deployment, from, to),
    features: (deployment, from, to) => featuresBetween(database, shapes, { deployment, from, to }),
    async list(deployment, { limit, before }) {
      let query = db.selectFrom("predictions").selectAll().where("deployment", "=", deployment);
      if (before !== undefined) query = query.where("id", "<", before);
      return Promise.all((await query.orderBy("id", "desc").limit(limit).execute()).map(decode));
    },
    async count(deployment) {
      const row = await db
        .selectFrom("predictions")
        .select((e) => e.fn.countAll().as("count"))
        .where("deployment", "=", deployment)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}

async function joinedBetween({ db }: SqlDatabase, deployment: string, from: number, to: number): Promise<JoinedBatch> {
  const rows = await db
    .selectFrom("outcomes")
    .innerJoin("predictions", "predictions.id", "outcomes.prediction_id")
    .select(["id", "at", "known_at", "label", "probability", "version_id", "arm"])
    .where("deployment", "=", deployment)
    .where("known_at", ">=", from)
    .where("known_at", "<", to)
    .orderBy("known_at")
    .orderBy("prediction_id")
    .execute();
  return {
    ids: rows.map((row) => row.id),
    at: Float64Array.from(rows, (row) => row.at),
    knownAt: Float64Array.from(rows, (row) => row.known_at),
    labels: Float64Array.from(rows, (row) => row.label),
    probabilities: Float64Array.from(rows, (row) => row.probability ?? Number.NaN),
    versionIds: rows.map((row) => row.version_id),
    arms: rows.map((row) => row.arm as Arm),
  };
}

interface Span {
  readonly deployment: string;
  readonly from: number;
  readonly to: number;
}

/** Reads in pages, so that neither memory nor the event loop is held by a long span. */
async function featuresBetween({ db }: SqlDatabase, shapes: Shapes, span: Span): Promise<Table> {
  const blocks = createBlocks();
  const blockOfShape = new Map<number, number>();
  for (const { id } of await db.selectFrom("shapes").select("id").orderBy("id").execute())
    blockOfShape.set(id, blocks.blockFor(await shapes.shape(id)));
  const blockOf: number[] = [];
  const rowOf: number[] = [];
  for await (const rows of featurePages(db, span)) {
    for (const row of rows) {
      const block = blockOfShape.get(row.feature_shape) ?? blocks.blockFor(await shapes.shape(row.feature_shape));
      blockOf.push(block);
      rowOf.push(blocks.rowsIn(block));
      blocks.appendCells(block, decodeCells(row.features));
    }
  }
  return blocks.gather(Int32Array.from(blockOf), Int32Array.from(rowOf));
}

async function* featurePages(db: SqlDatabase["db"], { deployment, from, to }: Span) {
  for (let last: { readonly at: number; readonly id: string } | undefined; ; ) {
    let query = db.selectFrom("predictions").select(["id", "at", "feature_shape", "features"]);
    query = query.where("deployment", "=", deployment).where("at", "<", to);
    query = query.where("at", ">=", last?.at ?? from);
    const after = last;
    if (after) query = query.where((e) => e.or([e("at", ">", after.at), e("id", ">", after.id)]));
    const rows = await query.orderBy("at").orderBy("id").limit(PAGE_ROWS).execute();
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    last = rows[rows.length - 1];
  }
}
