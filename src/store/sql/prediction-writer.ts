import type { CompiledQuery, Kysely } from "kysely";
import type { OutcomeBatch, PredictionBatch } from "../../serving/index.js";
import { checkOutcomeBatch, checkPredictionBatch } from "../prediction-batch.js";
import type { SqlDatabase } from "./database.js";
import { groupCommit } from "./group-commit.js";
import { createInsert, type Row } from "./insert.js";
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

/** The most rows of one statement: 256 rows of 11 values are far from PostgreSQL's 65,535 parameters. */
const MOST_ROWS = { sqlite: 1, postgres: 256 };

/** Rows that are written together, each in the order of its table's columns. */
interface Rows {
  readonly predictions: readonly Row[];
  readonly outcomes: readonly Row[];
}

/** Writes in groups: all that comes while the disk is busy goes into one transaction and one flush. */
export function createPredictionWriter({ bulk, dialect }: SqlDatabase, shapes: Shapes): PredictionWriter {
  const insertPredictions = createInsert(MOST_ROWS[dialect], (rows) => compilePredictions(bulk.db, rows));
  const insertOutcomes = createInsert(MOST_ROWS[dialect], (rows) => compileOutcomes(bulk.db, rows));
  const pending = new Set<Promise<void>>();
  const group = groupCommit<Rows>(async (writes) => {
    const queries = [
      ...insertPredictions(byId(writes.flatMap((write) => write.predictions))),
      ...insertOutcomes(byId(writes.flatMap((write) => write.outcomes))),
    ];
    const transaction = bulk.db.transaction().setIsolationLevel("read committed");
    await transaction.execute(async (trx) => {
      for (const query of queries) await trx.executeQuery(query);
    });
    await bulk.flush();
  });
  const write = async (rows: Rows): Promise<void> => {
    const count = rows.predictions.length + rows.outcomes.length;
    if (count > 0) await group.add({ rows: count, data: rows });
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
    const whole = rows.map((row): PredictionTable => ({ ...row, request_shape, feature_shape }));
    await write({ predictions: whole.map((row) => PREDICTION_COLUMNS.map((name) => row[name])), outcomes: [] });
  };
  const recordOutcomes = async (outcomes: OutcomeBatch): Promise<void> => {
    checkOutcomeBatch(outcomes);
    const { predictionIds, labels, knownAt } = outcomes;
    await write({ predictions: [], outcomes: predictionIds.map((id, i) => [id, labels[i], knownAt[i]]) });
  };
  return {
    append: (batch) => tracked(append(batch)),
    recordOutcomes: (outcomes) => tracked(recordOutcomes(outcomes)),
    async drain() {
      await Promise.allSettled(pending);
    },
  };
}

/** Sorted by the id, which comes first: others who write the same ids then wait for this one, and never each for the other. */
function byId(rows: readonly Row[]): Row[] {
  const idOf = (row: Row): string => String(row[0]);
  return [...rows].sort((a, b) => (idOf(a) < idOf(b) ? -1 : idOf(a) > idOf(b) ? 1 : 0));
}

const PREDICTION_COLUMNS = [
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

function compilePredictions(db: Kysely<Tables>, rows: number): CompiledQuery {
  const example = Object.fromEntries(PREDICTION_COLUMNS.map((name) => [name, ""])) as unknown as PredictionTable;
  return db
    .insertInto("predictions")
    .values(Array<PredictionTable>(rows).fill(example))
    .onConflict((conflict) => conflict.column("id").doNothing())
    .compile();
}

function compileOutcomes(db: Kysely<Tables>, rows: number): CompiledQuery {
  return db
    .insertInto("outcomes")
    .values(Array(rows).fill({ prediction_id: "", label: 0, known_at: 0 }))
    .onConflict((conflict) => conflict.column("prediction_id").doNothing())
    .compile();
}
