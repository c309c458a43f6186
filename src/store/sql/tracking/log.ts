import { type Kysely, sql, type Transaction } from "kysely";
import type { LogBatch, LoggedMetric, TrackingStore } from "../../../tracking/index.js";
import { changesOf, modelUnknown, paramsChanged } from "../../tracking-failures.js";
import { compileQuery, connectionOf, type KeptQuery } from "../compile-query.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import { dialectOf, listOf } from "./dialect.js";
import { compileInsert, type Insert } from "./inserts.js";
import type { Keys } from "./keys.js";
import { type Point, pointOf } from "./latest.js";
import { createMetricWriter, type MetricWriter } from "./log-metrics.js";
import { createModelMetricWriter, type ModelMetricWriter } from "./log-model-metrics.js";
import { createReadLogTarget, type ReadLogTarget } from "./log-target.js";
import type { SharedWrite } from "./shared-writes.js";

/** The tag that a run's name is kept in as well. */
export const NAME_TAG = "mlflow.runName";

interface Writers {
  readonly target: ReadLogTarget;
  readonly keptParams: KeptQuery<{ readonly key: number; readonly value: string }>;
  readonly params: Insert;
  readonly tags: Insert;
  readonly metrics: MetricWriter;
  readonly modelMetrics: ModelMetricWriter;
}

/** A batch, and the numbers of its keys. */
interface Logged {
  readonly runId: string;
  readonly batch: LogBatch;
  readonly keys: ReadonlyMap<string, number>;
}

/** The store's `log`. */
export function createLog({ bulk }: SqlDatabase, keys: Keys, write: SharedWrite): Pick<TrackingStore, "log"> {
  const writers = createWriters(bulk.db);
  return {
    async log(runId, batch) {
      const names = [...batch.params, ...batch.metrics, ...batch.tags].map(({ key }) => key);
      const logged = { runId, batch, keys: await keys.numbersOf(names) };
      await write(names.length + 1, (trx) => writeBatch(trx, writers, logged));
    },
  };
}

function createWriters(db: Kysely<Tables>): Writers {
  const columns = ["run", "key", "value"] as const;
  const same = ["run", "key"] as const;
  return {
    target: createReadLogTarget(db),
    keptParams: compileQuery(
      db
        .selectFrom("run_params")
        .select(["key", "value"])
        .where("run", "=", 0)
        .where(dialectOf(db).isOneOf(sql.ref("key"), [])),
    ),
    params: compileInsert(db, { table: "run_params", columns, same, changes: [] }),
    tags: compileInsert(db, { table: "run_tags", columns, same, changes: ["value"] }),
    metrics: createMetricWriter(db),
    modelMetrics: createModelMetricWriter(db),
  };
}

/** What is refused is refused before anything is written. */
async function writeBatch(trx: Transaction<Tables>, writers: Writers, logged: Logged): Promise<void> {
  const { runId, batch, keys } = logged;
  const numberOf = (key: string): number => keys.get(key) ?? 0;
  const points = pointsByKey(batch.metrics, numberOf);
  const on = await connectionOf(trx);
  const { run, series } = await writers.target(on, runId, [...points.keys()]);
  if (batch.params.length > 0)
    checkParams(logged, await writers.keptParams(on, [run, listOf(batch.params.map(({ key }) => numberOf(key)))]));
  const models = await findModels(trx, batch.metrics);
  const params = new Map(batch.params.map(({ key, value }) => [numberOf(key), value]));
  await writers.params(
    on,
    [...params].map(([key, value]) => [run, key, value]),
  );
  if (points.size > 0) await writers.metrics(on, { run, points, before: series });
  if (models.size > 0) await writers.modelMetrics(on, { runId, models, metrics: batch.metrics });
  const tags = new Map(batch.tags.map(({ key, value }) => [key, value]));
  await writers.tags(
    on,
    [...tags].map(([key, value]) => [run, numberOf(key), value]),
  );
  const name = tags.get(NAME_TAG);
  if (name !== undefined) await trx.updateTable("tracked_runs").set({ name }).where("number", "=", run).execute();
}

function pointsByKey(metrics: readonly LoggedMetric[], numberOf: (key: string) => number): Map<number, Point[]> {
  const points = new Map<number, Point[]>();
  for (const metric of metrics) {
    const key = numberOf(metric.key);
    const ofKey = points.get(key);
    if (ofKey) ofKey.push(pointOf(metric));
    else points.set(key, [pointOf(metric)]);
  }
  return points;
}

/** Throws `tracking.param_changed` when a param has another value already, or two in the batch. */
function checkParams(
  { runId, batch, keys }: Logged,
  rows: readonly { readonly key: number; readonly value: string }[],
): void {
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  const kept = new Map(
    batch.params.flatMap(({ key }) => {
      const value = values.get(keys.get(key) ?? 0);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  const changed = changesOf(batch.params, kept);
  if (changed.length > 0) throw paramsChanged(runId, changed);
}

/** The numbers of the models that metrics name. Throws `tracking.model_unknown`. */
async function findModels(
  trx: Transaction<Tables>,
  metrics: readonly LoggedMetric[],
): Promise<ReadonlyMap<string, number>> {
  const ids = [...new Set(metrics.flatMap(({ modelId }) => (modelId === undefined ? [] : [modelId])))];
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom("logged_models")
    .select(["id", "number"])
    .where(dialectOf(trx).isTextOf(sql.ref("id"), ids))
    .execute();
  const found = new Map(rows.map(({ id, number }) => [id, number]));
  for (const id of ids) if (!found.has(id)) throw modelUnknown(id);
  return found;
}
