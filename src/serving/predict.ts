import type { Clock, Id } from "../core/index.js";
import type { FeatureColumn, FeatureSet, Value } from "../features/index.js";
import { type LiveDeployment, versionOf } from "./live-deployment.js";
import { parsePredictRequest } from "./parse-request.js";
import type { FeatureReader, PhaseMeter, PredictionBatch, PredictionLog } from "./ports.js";
import { predictBatch } from "./predict-batch.js";
import { tableOfRows } from "./table-rows.js";
import type { Arm } from "./types.js";

/** What predicting needs besides the deployment itself. */
export interface PredictTools {
  readonly features: FeatureReader;
  readonly log: PredictionLog;
  readonly clock: Clock;
  readonly ids: <P extends string>(prefix: P) => Id<P>;
  readonly meter?: PhaseMeter;
}

/** The answer to a request. It is given only after the prediction is durable in the log. */
export interface PredictionAnswer {
  readonly predictionId: string;
  readonly probability: number;
  readonly model: string;
  readonly version: number;
  readonly arm: Arm;
  readonly logged: true;
  /** Moment of prediction, ms: features are as known then. */
  readonly at: number;
  /** What the model read, by name; there when asked for. */
  readonly features?: Readonly<Record<string, Value>>;
}

/** A request that was checked and has its features. */
export interface ReadRow {
  readonly id: string;
  readonly at: number;
  readonly request: Readonly<Record<string, Value>>;
  readonly features: readonly Value[];
}

/** Checks one request and reads its features as known now. Throws `serving.bad_request`. */
export function readRow(tools: PredictTools, fields: FeatureSet["fields"], body: unknown): ReadRow {
  const request = parsePredictRequest(fields, body);
  const started = tools.meter?.now() ?? 0;
  const at = tools.clock.now();
  const features = tools.features.read(request, at);
  tools.meter?.record("features", started);
  return { id: tools.ids("pred"), at, request, features };
}

/** Predicts rows that were read, in one run for each version, and answers when all are durable in the log. */
export async function answerRows(
  live: LiveDeployment,
  tools: PredictTools,
  rows: readonly ReadRow[],
): Promise<readonly PredictionAnswer[]> {
  const inferStarted = tools.meter?.now() ?? 0;
  const batch = await predictBatch(live, columnsOf(live, tools.features.columns, rows));
  tools.meter?.record("infer", inferStarted);
  const logStarted = tools.meter?.now() ?? 0;
  await tools.log.append(batch);
  tools.meter?.record("log", logStarted);
  return rows.map((row, i) => answerOf(live, batch, row, i));
}

/** Predicts one request: checks it, reads features, scores, logs durably, answers. */
export async function predict(
  context: PredictTools & { readonly live: LiveDeployment },
  body: unknown,
): Promise<PredictionAnswer> {
  const row = readRow(context, context.live.fields, body);
  const [answer] = await answerRows(context.live, context, [row]);
  return answer;
}

/** What the model read for a row, by name. */
export function namedFeatures(columns: readonly FeatureColumn[], row: ReadRow): Readonly<Record<string, Value>> {
  return Object.fromEntries(columns.map((column, j) => [column.name, row.features[j]]));
}

function columnsOf(live: LiveDeployment, columns: readonly FeatureColumn[], rows: readonly ReadRow[]) {
  const unitField = live.config.unit;
  const fields = requestColumns(live.fields);
  return {
    ids: rows.map((row) => row.id),
    at: Float64Array.from(rows, (row) => row.at),
    units: rows.map((row) => (unitField === null ? row.id : String(row.request[unitField] ?? row.id))),
    requests: tableOfRows(
      fields,
      rows.map((row) => fields.map((field) => row.request[field.name] ?? null)),
    ),
    features: tableOfRows(
      columns,
      rows.map((row) => row.features),
    ),
  };
}

const REQUEST_COLUMNS = new WeakMap<FeatureSet["fields"], readonly FeatureColumn[]>();

function requestColumns(fields: FeatureSet["fields"]): readonly FeatureColumn[] {
  let columns = REQUEST_COLUMNS.get(fields);
  if (!columns) {
    columns = Object.keys(fields).map((name) => ({ name, kind: fields[name].kind === "text" ? "category" : "number" }));
    REQUEST_COLUMNS.set(fields, columns);
  }
  return columns;
}

function answerOf(live: LiveDeployment, batch: PredictionBatch, row: ReadRow, i: number): PredictionAnswer {
  const { version } = versionOf(live, batch.arms[i]).version;
  return {
    predictionId: row.id,
    probability: batch.probabilities[i],
    model: live.config.model,
    version,
    arm: batch.arms[i],
    logged: true,
    at: row.at,
  };
}
