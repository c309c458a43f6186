import type { CompiledQuery, Kysely } from "kysely";
import type { OutcomeBatch, PredictionBatch } from "../../serving/index.js";
import { checkOutcomeBatch, checkPredictionBatch } from "../prediction-batch.js";
import type { SqlDatabase } from "./database.js";
import { groupCommit } from "./group-commit.js";
import { encodeRows } from "./prediction-rows.js";
import type { PredictionTable, Tables } from "./schema.js";
import type { Shapes } from "./shapes.js";

/** The writing half of the prediction log. Each promise resolves when the write is durable. */
export interface PredictionWriter {
  append(batch: PredictionBatch): Promise<void>;
  recordOutcomes(outcomes: OutcomeBatch): Promise<void>;
  /** Resolves when everything that was begun is durable or has failed. */
  drain(): Promise<void>;
}

/** Writes in groups: all that comes while the disk is busy goes into one transaction and one flush. */
export function createPredictionWriter({ bulk }: SqlDatabase, shapes: Shapes): PredictionWriter {
  const insertPrediction = compileInsertPrediction(bulk.db);
  const insertOutcome = compileInsertOutcome(bulk.db);
  const pending = new Set<Promise<void>>();
  const group = groupCommit<readonly CompiledQuery[]>(async (writes) => {
    await bulk.db.transaction().execute(async (trx) => {
      for (const queries of writes) for (const query of queries) await trx.executeQuery(query);
    });
    await bulk.flush();
  });
  const write = async (queries: readonly CompiledQuery[]): Promise<void> => {
    if (queries.length > 0) await group.add({ rows: queries.length, data: queries });
  };
  const tracked = (work: Promise<void>): Promise<void> => {
    pending.add(work);
    const forget = (): boolean => pending.delete(work);
    work.then(forget, forget);
    return work;
  };
  const append = async (batch: PredictionBatch): Promise<void> => {
    checkPredictionBatch(batch);
    const rows = encodeRows(batch);
    const request_shape = await shapes.numberOf(batch.requests);
    const feature_shape = await shapes.numberOf(batch.features);
    await write(rows.map((row) => insertPrediction({ ...row, request_shape, feature_shape })));
  };
  const recordOutcomes = async (outcomes: OutcomeBatch): Promise<void> => {
    checkOutcomeBatch(outcomes);
    const { predictionIds, labels, knownAt } = outcomes;
    await write(predictionIds.map((id, i) => insertOutcome([id, labels[i], knownAt[i]])));
  };
  return {
    append: (batch) => tracked(append(batch)),
    recordOutcomes: (outcomes) => tracked(recordOutcomes(outcomes)),
    async drain() {
      await Promise.allSettled(pending);
    },
  };
}

/** The insert compiled once: building it anew for each row would cost more than running it. */
function compileInsertPrediction(db: Kysely<Tables>): (row: PredictionTable) => CompiledQuery {
  const order = [
    "id",
    "deployment",
    "at",
    "version_id",
    "arm",
    "unit",
    "probability",
    "request_shape",
    "request",
    "feature_shape",
    "features",
  ] as const satisfies readonly (keyof PredictionTable)[];
  const example = Object.fromEntries(order.map((name) => [name, ""])) as unknown as PredictionTable;
  const query = db
    .insertInto("predictions")
    .values(example)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .compile();
  return (row) => ({ ...query, parameters: order.map((name) => row[name]) });
}

type OutcomeRow = readonly [predictionId: string, label: number, knownAt: number];

function compileInsertOutcome(db: Kysely<Tables>): (row: OutcomeRow) => CompiledQuery {
  const query = db
    .insertInto("outcomes")
    .values({ prediction_id: "", label: 0, known_at: 0 })
    .onConflict((conflict) => conflict.column("prediction_id").doNothing())
    .compile();
  return (row) => ({ ...query, parameters: row });
}
