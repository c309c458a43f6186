import { durationMs, GyreError, hashOf } from "../core/index.js";
import type { DataEngine, DatasetVersion, Source } from "../data/index.js";
import { definitionHashes, type OfflineFeatures, type TrainingSet } from "../features/index.js";
import { type EstimatorConfig, selectRows } from "../learn/index.js";
import { type Baseline, fitReference } from "../monitoring/index.js";
import { type Asset, jsonCodec, type PipelineContext, trainingSetCodec } from "../pipelines/index.js";
import { evaluateGates, type GateResult, type ModelVersion, type RegisterContext, register } from "../registry/index.js";
import { splitHoldout, type TrainContext, type TrainResult, train } from "../training/index.js";
import { keepBaseline } from "./baseline.js";
import type { LoadedProject, Project } from "./types.js";

/** What the loop needs of the world. */
export interface LoopContext extends PipelineContext, TrainContext, RegisterContext {}

/** What the first stages need besides: the project's data. */
export interface LoopData {
  readonly engine: DataEngine;
  readonly offline: OfflineFeatures;
  /** SHA-256 of a file source's bytes. Throws `data.file_missing`. */
  readonly fileDigest: (source: Extract<Source, { kind: "file" }>) => Promise<string>;
}

/** One turn of the loop. */
export interface LoopInput {
  readonly loaded: LoadedProject;
  readonly estimator: EstimatorConfig;
  /** Nothing that became known later is used, ms. */
  readonly asOf: number;
  /** Whom a candidate must beat; null when there is none. */
  readonly champion: ModelVersion | null;
  readonly signal?: AbortSignal;
  readonly onRound?: (round: number, of: number) => void;
}

/** The holdout as the gates see it. */
export interface Evaluation {
  readonly championProbabilities: readonly number[] | null;
}

/**
 * Data to training set: load (what the files hold), validate (every row against its schema), features (point-in-time join).
 * `labelKnownUntil` bounds the examples.
 */
export async function dataAssets(data: LoopData, loaded: LoadedProject, labelKnownUntil: number): Promise<readonly Asset[]> {
  const { project } = loaded;
  const files = project.sources.filter((source) => source.kind === "file");
  const digests = Object.fromEntries(await Promise.all(files.map(async (file) => [file.name, await data.fileDigest(file)] as const)));
  const definitions = { entities: project.entities, views: project.views };
  const load: Asset<Record<string, string>> = {
    name: "load",
    from: [],
    config: { files: digests },
    codec: jsonCodec(),
    make: async () => digests,
  };
  const validate: Asset<DatasetVersion> = {
    name: "validate",
    from: ["load"],
    config: { sources: project.sources },
    codec: jsonCodec(),
    async make(_inputs, signal) {
      const checks = await data.engine.load(project.sources, signal ? { signal } : {});
      const id = `dv_${hashOf(checks.map(({ source, fingerprint, rows }) => [source, fingerprint, rows])).slice(0, 24)}`;
      return { id, checks: [...checks] };
    },
  };
  const features: Asset<TrainingSet> = {
    name: "features",
    from: ["validate"],
    config: { definitions: definitionsOf(project), set: project.model.features, examples: project.model.examples, labelKnownUntil },
    codec: trainingSetCodec,
    async make(_inputs, signal) {
      return data.offline.trainingSet({
        definitions,
        set: project.model.features,
        examples: project.model.examples,
        labelKnownUntil,
        ...(signal ? { signal } : {}),
      });
    },
  };
  return [load, validate, features];
}

/** Training set to verdict: train, evaluate (the champion on the same holdout), gate. Expects the assets `validate` and `features`. */
export function candidateAssets(context: LoopContext, input: LoopInput): readonly Asset[] {
  const { project, codeVersion } = input.loaded;
  const definitions = definitionsOf(project);
  const fit: Asset<TrainResult> = {
    name: "train",
    from: ["validate", "features"],
    config: { model: project.model.name, estimator: input.estimator, holdout: project.model.holdout, seed: project.model.seed, asOf: input.asOf, definitions },
    codec: jsonCodec(),
    async make(inputs) {
      const dataset = (await inputs.validate()) as DatasetVersion;
      return train(context, {
        project: project.name,
        model: project.model,
        estimator: input.estimator,
        set: (await inputs.features()) as TrainingSet,
        asOf: input.asOf,
        datasetVersion: dataset.id,
        definitionHashes: definitions,
        codeVersion,
        ...(input.signal ? { signal: input.signal } : {}),
        ...(input.onRound ? { onRound: input.onRound } : {}),
      });
    },
  };
  const evaluate: Asset<Evaluation> = {
    name: "evaluate",
    from: ["train", "features"],
    config: { champion: input.champion?.digest ?? null },
    codec: jsonCodec(),
    async make(inputs) {
      const trained = (await inputs.train()) as TrainResult;
      const set = (await inputs.features()) as TrainingSet;
      return { championProbabilities: input.champion ? await championOn(context, input.champion, set, trained) : null };
    },
  };
  const gate: Asset<readonly GateResult[]> = {
    name: "gate",
    from: ["train", "evaluate"],
    config: { gates: project.gates },
    codec: jsonCodec(),
    async make(inputs) {
      const trained = (await inputs.train()) as TrainResult;
      const { championProbabilities } = (await inputs.evaluate()) as Evaluation;
      return evaluateGates(project.gates, {
        metrics: { ...trained.metrics },
        labels: Float64Array.from(trained.holdout.labels),
        candidate: Float64Array.from(trained.holdout.probabilities),
        champion: championProbabilities ? Float64Array.from(championProbabilities) : null,
      });
    },
  };
  return [fit, evaluate, gate];
}

/**
 * Verdict to registry: the baseline that monitors will compare with, and the registered version. Expects the assets `features`, `train`
 * and `gate`; fails with `registry.gate_failed` when a gate did.
 */
export function registryAssets(context: LoopContext, input: LoopInput): readonly Asset[] {
  const { project } = input.loaded;
  const baseline: Asset<Baseline> = {
    name: "baseline",
    from: ["features", "train"],
    config: null,
    codec: jsonCodec(),
    async make(inputs) {
      const set = (await inputs.features()) as TrainingSet;
      const trained = (await inputs.train()) as TrainResult;
      const { train: rows } = splitHoldout(set, trained.asOf, durationMs(project.model.holdout));
      return { features: fitReference(selectRows(set.features, rows)), metrics: trained.metrics, importance: trained.importance };
    },
  };
  const registered: Asset<ModelVersion> = {
    name: "register",
    from: ["train", "gate", "baseline"],
    config: { model: project.model.name },
    codec: jsonCodec(),
    async make(inputs) {
      const version = await register(context, {
        model: project.model,
        estimator: { ...input.estimator },
        trained: (await inputs.train()) as TrainResult,
        gates: (await inputs.gate()) as readonly GateResult[],
      });
      await keepBaseline(context, version, (await inputs.baseline()) as Baseline);
      return version;
    },
  };
  return [baseline, registered];
}

/** Hashes of everything that decides the features' values: each view with its entity, and the request features. */
function definitionsOf(project: Project): Record<string, string> {
  const { features } = project.model;
  return { ...definitionHashes({ entities: project.entities, views: project.views }, features), request: hashOf(features.request) };
}

async function championOn(context: LoopContext, champion: ModelVersion, set: TrainingSet, trained: TrainResult): Promise<number[]> {
  const bytes = await context.artifacts.get(champion.digest);
  if (!bytes) {
    throw new GyreError("store.corrupt", `the file of ${champion.model} version ${champion.version} is missing from the store`, {
      hint: "train and register it again",
    });
  }
  const scorer = await context.runtime.load(bytes);
  try {
    const wanted = new Set(trained.holdout.ids);
    const rows = set.ids.flatMap((id, row) => (wanted.has(id) && set.at[row] >= trained.cut ? [row] : []));
    return Array.from(await scorer.probabilities(selectRows(set.features, Int32Array.from(rows))));
  } finally {
    await scorer.close();
  }
}
