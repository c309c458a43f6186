import { type Clock, createRandom, durationMs, GyreError, hashOf, type Id, type Log } from "../core/index.js";
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
import { type LineageStore, type Origin, recordOrigins } from "../lineage/index.js";
import type { ArtifactStore, Environment, TrainingRun, TrainingRunStore } from "../tracking/index.js";
import { keepSample } from "./sample.js";
import { type HoldoutSplit, splitHoldout } from "./split.js";
import type { ModelDefinition } from "./types.js";

/** What a training needs of the world. */
export interface TrainContext {
  readonly runs: TrainingRunStore;
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
  /** Digest of the `Sample`, JSON. */
  readonly sample: string;
  readonly holdout: {
    readonly ids: readonly string[];
    readonly labels: readonly number[];
    readonly probabilities: readonly number[];
  };
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

function startRun(context: TrainContext, input: TrainInput): TrainingRun {
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

/** What a fit gives before anything is kept. */
interface Fitted {
  readonly split: HoldoutSplit;
  readonly model: Model;
  readonly held: Table;
  readonly labels: Float64Array;
  readonly probabilities: Float64Array;
  readonly metrics: BinaryMetrics;
}

async function fitAndKeep(context: TrainContext, input: TrainInput, run: TrainingRun): Promise<TrainResult> {
  const fitted = fitAndJudge(input);
  const { split, metrics, labels, probabilities } = fitted;
  const metadata = { gyre_features: hashOf(input.definitionHashes) };
  const onnx = await context.artifacts.put(toOnnx(fitted.model, { name: input.model.name, metadata }));
  const sample = await keepSample(context.artifacts, fitted.model, fitted.held, probabilities);
  await context.runs.save({
    ...run,
    status: "finished",
    endedAt: context.clock.now(),
    metrics: finiteOnly({ ...metrics, trainRows: split.train.length, holdoutRows: split.holdout.length }),
    artifacts: [
      { name: "model.onnx", digest: onnx.digest, sizeBytes: onnx.sizeBytes },
      { name: "sample.json", digest: sample.digest, sizeBytes: sample.sizeBytes },
    ],
  });
  await recordOrigins(context.lineage, `artifact:${onnx.digest}`, [{ id: run.id, kind: "run" }]);
  await recordOrigins(context.lineage, run.id, originsOf(input));
  const ids = Array.from(split.holdout, (i) => input.set.ids[i]);
  return {
    runId: run.id,
    onnx: onnx.digest,
    sample: sample.digest,
    holdout: { ids, labels: Array.from(labels), probabilities: Array.from(probabilities) },
    metrics,
    trainRows: split.train.length,
    holdoutRows: split.holdout.length,
    importance: importanceOf(fitted.model),
    asOf: input.asOf,
    cut: split.cut,
    datasetVersion: input.datasetVersion,
    definitionHashes: input.definitionHashes,
    codeVersion: input.codeVersion,
  };
}

function fitAndJudge(input: TrainInput): Fitted {
  const split = splitHoldout(input.set, input.asOf, durationMs(input.model.holdout));
  const learned = gather(input.set.labels, split.train);
  refuseOneClass(learned);
  const target = { kind: "class", codes: Int32Array.from(learned), classes: ["0", "1"] } as const;
  const random = createRandom(input.model.seed).split(`training/${input.model.name}`);
  const { signal, onRound } = input;
  const model = fitModel(input.estimator, selectRows(input.set.features, split.train), target, {
    random,
    ...(signal ? { signal } : {}),
    ...(onRound ? { onRound } : {}),
  });
  const held = selectRows(input.set.features, split.holdout);
  const labels = gather(input.set.labels, split.holdout);
  const probabilities = predictProbabilities(model, held).filter((_, i) => i % 2 === 1);
  return { split, model, held, labels, probabilities, metrics: binaryMetrics(labels, probabilities) };
}

function originsOf(input: TrainInput): readonly Origin[] {
  return [
    { id: input.datasetVersion, kind: "dataset" },
    { id: `code:${input.codeVersion}`, kind: "code" },
    ...Object.entries(input.definitionHashes).map(([name, hash]) => ({
      id: `definition:${name}:${hash}`,
      kind: "definition",
    })),
  ];
}

function refuseOneClass(labels: Float64Array): void {
  if (labels.some((label) => label !== labels[0])) return;
  throw new GyreError("training.one_class", `all ${labels.length} examples to learn from have the label ${labels[0]}`, {
    hint: "a classifier needs both outcomes: take a longer stretch of time, or check the label column",
  });
}

function gather(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

function finiteOnly(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}
