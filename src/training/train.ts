import { type Clock, durationMs, type Id, type Log } from "../core/index.js";
import type { BinaryMetrics } from "../learn/index.js";
import { type LineageStore, type Origin, recordOrigins } from "../lineage/index.js";
import type { Artifact, ArtifactStore, Environment, TrainingRun, TrainingRunStore } from "../tracking/index.js";
import { fitScript, type ScriptContext } from "./fit-script.js";
import { type Fitted, fitEstimator, gather, refuseOneClass } from "./fitted.js";
import type { TrainingsUnderWay } from "./ports.js";
import { isPython } from "./python-estimator.js";
import { keepRecipe } from "./recipe.js";
import { keepSample } from "./sample.js";
import { splitHoldout } from "./split.js";
import type { TrainInput } from "./types.js";

/** What a training needs of the world. */
export interface TrainContext extends ScriptContext {
  readonly runs: TrainingRunStore;
  readonly trainings: TrainingsUnderWay;
  readonly artifacts: ArtifactStore;
  readonly lineage: LineageStore;
  readonly clock: Clock;
  readonly newId: <P extends string>(prefix: P) => Id<P>;
  readonly environment: Environment;
  readonly log: Log;
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
  /** The run of the tracking server that a script logged to. */
  readonly trackingRunId?: string;
}

/** Trains a model as of a moment and records the run, also when it fails. Throws `training.*`, `learn.*`. */
export async function train(context: TrainContext, input: TrainInput): Promise<TrainResult> {
  const run = startRun(context, input);
  const underWay = await context.trainings.begin(run.id);
  await context.runs.save(run);
  context.log.info("training.started", { runId: run.id, model: input.model.name });
  try {
    return await fitAndKeep(context, input, run);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    await context.runs.save({ ...run, status: "failed", endedAt: context.clock.now(), failure });
    throw error;
  } finally {
    await underWay.end();
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

async function fitAndKeep(context: TrainContext, input: TrainInput, run: TrainingRun): Promise<TrainResult> {
  const split = splitHoldout(input.set, input.asOf, durationMs(input.model.holdout));
  refuseOneClass(gather(input.set.labels, split.train));
  const { estimator } = input;
  const fitted = isPython(estimator)
    ? await fitScript(context, { input, estimator, run, split })
    : fitEstimator(input, estimator, split);
  const artifacts = await keepFiles(context, input, fitted);
  await context.runs.save({
    ...run,
    status: "finished",
    endedAt: context.clock.now(),
    metrics: finiteOnly({ ...fitted.metrics, trainRows: split.train.length, holdoutRows: split.holdout.length }),
    artifacts,
  });
  const [onnx, sample] = artifacts;
  await recordOrigins(context.lineage, `artifact:${onnx.digest}`, [{ id: run.id, kind: "run" }]);
  await recordOrigins(context.lineage, run.id, originsOf(input));
  const ids = Array.from(split.holdout, (i) => input.set.ids[i]);
  const { labels, probabilities, metrics, importance, script } = fitted;
  return {
    runId: run.id,
    onnx: onnx.digest,
    sample: sample.digest,
    holdout: { ids, labels: Array.from(labels), probabilities: Array.from(probabilities) },
    metrics,
    trainRows: split.train.length,
    holdoutRows: split.holdout.length,
    importance,
    asOf: input.asOf,
    cut: split.cut,
    datasetVersion: input.datasetVersion,
    definitionHashes: input.definitionHashes,
    codeVersion: input.codeVersion,
    ...(script && { trackingRunId: script.trackingRunId }),
  };
}

/** The model and its sample first, then what it takes to run the training again, and what a script left besides. */
async function keepFiles({ artifacts }: TrainContext, input: TrainInput, fitted: Fitted): Promise<Artifact[]> {
  const { script } = fitted;
  const kept = async (name: string, bytes: Uint8Array) => ({ name, ...(await artifacts.put(bytes)) });
  const files = [
    await kept("model.onnx", fitted.onnx),
    { name: "sample.json", ...(await keepSample(artifacts, fitted.sample)) },
    await keepRecipe(artifacts, {
      estimator: input.estimator,
      code: input.code,
      trainingSet: input.trainingSet,
      python: script?.environment ?? null,
      trackingRunId: script?.trackingRunId ?? null,
    }),
  ];
  if (!script) return files;
  return [...files, await kept("script.onnx", script.onnx), await kept("log.txt", script.log)];
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

function finiteOnly(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}
