import { type Clock, createRandom, durationMs, encodeJson, GyreError, hashOf, type Id, type Log } from "../core/index.js";
import type { TrainingSet } from "../features/index.js";
import {
  type BinaryMetrics,
  binaryMetrics,
  type EstimatorConfig,
  fitModel,
  importanceOf,
  type Model,
  predictProbabilities,
  selectRows,
  type Table,
  toOnnx,
} from "../learn/index.js";
import type { LineageStore } from "../lineage/index.js";
import type { ArtifactStore, Environment, Run, RunStore } from "../tracking/index.js";
import { splitHoldout } from "./split.js";
import type { ModelDefinition } from "./types.js";

/** What a training needs of the world. */
export interface TrainContext {
  readonly runs: RunStore;
  readonly artifacts: ArtifactStore;
  readonly lineage: LineageStore;
  readonly clock: Clock;
  readonly newId: <P extends string>(prefix: P) => Id<P>;
  readonly environment: Environment;
  readonly log: Log;
}

/** What a training is about; together with the seed it decides every byte of the model. */
export interface TrainInput {
  readonly project: string;
  readonly model: ModelDefinition;
  /** The definition's estimator, or its baseline. */
  readonly estimator: EstimatorConfig;
  readonly set: TrainingSet;
  readonly asOf: number;
  readonly datasetVersion: string;
  readonly definitionHashes: Readonly<Record<string, string>>;
  readonly codeVersion: string;
  readonly signal?: AbortSignal;
  readonly onRound?: (round: number, of: number) => void;
}

/** A finished training as plain data; files are in the artifact store under their digests. */
export interface TrainResult {
  readonly runId: string;
  /** Digest of the ONNX file. */
  readonly onnx: string;
  /** Digest of the {@link Sample}, JSON. */
  readonly sample: string;
  readonly holdout: { readonly ids: readonly string[]; readonly labels: readonly number[]; readonly probabilities: readonly number[] };
  readonly metrics: BinaryMetrics;
  readonly trainRows: number;
  readonly holdoutRows: number;
  readonly importance: readonly { readonly name: string; readonly share: number }[];
  readonly asOf: number;
  readonly cut: number;
  readonly datasetVersion: string;
  readonly definitionHashes: Readonly<Record<string, string>>;
  readonly codeVersion: string;
}

/** Rows kept with a model to prove that its file answers as the trainer did. */
export interface Sample {
  readonly columns: readonly { readonly name: string; readonly kind: "number" | "category"; readonly values: readonly (number | string | null)[] }[];
  readonly probabilities: readonly number[];
}

const SAMPLE_ROWS = 256;

/** Trains a model as of a moment and records the run, also when it fails. Throws `training.no_examples`, `training.one_class`, `learn.*`. */
export async function train(context: TrainContext, input: TrainInput): Promise<TrainResult> {
  const run = startRun(context, input);
  await context.runs.save(run);
  context.log.info("training.started", { runId: run.id, model: input.model.name });
  try {
    return await fitAndKeep(context, input, run);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    await context.runs.save({ ...run, status: "failed", endedAt: context.clock.now(), failure });
    throw error;
  }
}

function startRun(context: TrainContext, input: TrainInput): Run {
  return {
    id: context.newId("run"),
    project: input.project,
    model: input.model.name,
    status: "running",
    startedAt: context.clock.now(),
    endedAt: null,
    asOf: input.asOf,
    params: { ...input.estimator, holdout: input.model.holdout },
    metrics: {},
    datasetVersion: input.datasetVersion,
    definitionHashes: { ...input.definitionHashes },
    codeVersion: input.codeVersion,
    seed: String(input.model.seed),
    environment: context.environment,
    artifacts: [],
    failure: null,
  };
}

async function fitAndKeep(context: TrainContext, input: TrainInput, run: Run): Promise<TrainResult> {
  const split = splitHoldout(input.set, input.asOf, durationMs(input.model.holdout));
  const labels = gather(input.set.labels, split.train);
  refuseOneClass(labels);
  const random = createRandom(input.model.seed).split(`training/${input.model.name}`);
  const { signal, onRound } = input;
  const fitted = fitModel(input.estimator, selectRows(input.set.features, split.train), labels, {
    random,
    ...(signal ? { signal } : {}),
    ...(onRound ? { onRound } : {}),
  });
  const held = selectRows(input.set.features, split.holdout);
  const heldLabels = gather(input.set.labels, split.holdout);
  const probabilities = predictProbabilities(fitted, held);
  const metrics = binaryMetrics(heldLabels, probabilities);
  const onnx = toOnnx(fitted, { name: input.model.name, metadata: { gyre_features: hashOf(input.definitionHashes) } });
  const kept = await context.artifacts.put(onnx);
  const sample = await keepSample(context, fitted, held, probabilities);
  await context.runs.save({
    ...run,
    status: "finished",
    endedAt: context.clock.now(),
    metrics: finiteOnly({ ...metrics, trainRows: split.train.length, holdoutRows: split.holdout.length }),
    artifacts: [
      { name: "model.onnx", digest: kept.digest, sizeBytes: kept.sizeBytes },
      { name: "sample.json", digest: sample.digest, sizeBytes: sample.sizeBytes },
    ],
  });
  await context.lineage.record(originOf(run, kept.digest, input));
  return {
    runId: run.id,
    onnx: kept.digest,
    sample: sample.digest,
    holdout: {
      ids: Array.from(split.holdout, (i) => input.set.ids[i]),
      labels: Array.from(heldLabels),
      probabilities: Array.from(probabilities),
    },
    metrics,
    trainRows: split.train.length,
    holdoutRows: split.holdout.length,
    importance: importanceOf(fitted),
    asOf: input.asOf,
    cut: split.cut,
    datasetVersion: input.datasetVersion,
    definitionHashes: input.definitionHashes,
    codeVersion: input.codeVersion,
  };
}

function originOf(run: Run, onnx: string, input: TrainInput) {
  return [
    { output: `artifact:${onnx}`, input: run.id, kind: "run" },
    { output: run.id, input: input.datasetVersion, kind: "dataset" },
    { output: run.id, input: `code:${input.codeVersion}`, kind: "code" },
    ...Object.entries(input.definitionHashes).map(([name, hash]) => ({
      output: run.id,
      input: `definition:${name}:${hash}`,
      kind: "definition",
    })),
  ];
}

function refuseOneClass(labels: Float64Array): void {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives > 0 && positives < labels.length) return;
  throw new GyreError("training.one_class", `all ${labels.length} examples to learn from have the label ${labels[0]}`, {
    hint: "a classifier needs both outcomes: take a longer stretch of time, or check the label column",
  });
}

async function keepSample(context: TrainContext, model: Model, held: Table, probabilities: Float64Array) {
  const rows = Math.min(SAMPLE_ROWS, held.rows);
  const names = new Set(model.columns.map((column) => column.name));
  const columns = held.names.flatMap((name, c) => {
    if (!names.has(name)) return [];
    const column = held.columns[c];
    const values =
      column.kind === "number"
        ? Array.from(column.values.subarray(0, rows))
        : Array.from(column.codes.subarray(0, rows), (code) => (code < 0 ? null : column.categories[code]));
    return [{ name, kind: column.kind, values }];
  });
  return context.artifacts.put(new TextEncoder().encode(encodeJson({ columns, probabilities: Array.from(probabilities.subarray(0, rows)) })));
}

function gather(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

function finiteOnly(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}
