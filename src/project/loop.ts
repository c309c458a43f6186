import { GyreError } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import type { TrainingSet } from "../features/index.js";
import { selectRows } from "../learn/index.js";
import { type Asset, jsonCodec, type PipelineContext } from "../pipelines/index.js";
import {
  evaluateGates,
  type GateResult,
  type ModelRuntime,
  type ModelVersion,
  type RegisterContext,
} from "../registry/index.js";
import { isPython, type ModelEstimator, type TrainContext, type TrainResult, train } from "../training/index.js";
import { definitionsOf } from "./data-assets.js";
import { keepDataset } from "./dataset.js";
import type { LoadedProject } from "./types.js";

/** What the loop needs of the world. */
export interface LoopContext extends PipelineContext, TrainContext, RegisterContext {
  readonly runtime: ModelRuntime;
}

/** One turn of the loop. */
export interface LoopInput {
  readonly loaded: LoadedProject;
  readonly estimator: ModelEstimator;
  /** Nothing that became known later is used, ms. */
  readonly asOf: number;
  /** Whom a candidate must beat; null when there is none. */
  readonly champion: ModelVersion | null;
  readonly signal?: AbortSignal;
  readonly onRound?: (round: number, of: number) => void;
  /** Told each line that a training script writes. */
  readonly onLine?: (line: string) => void;
}

/** The holdout as the gates see it. */
export interface Evaluation {
  readonly championProbabilities: readonly number[] | null;
}

/** Training set to verdict: train, evaluate (the champion on the same holdout), gate. Expects the assets `validate` and `features`. */
export function candidateAssets(context: LoopContext, input: LoopInput): readonly Asset[] {
  const { project, codeVersion, code } = input.loaded;
  const definitions = definitionsOf(project);
  const fit: Asset<TrainResult> = {
    name: "train",
    from: ["validate", "features"],
    config: {
      model: project.model.name,
      estimator: input.estimator,
      holdout: project.model.holdout,
      seed: project.model.seed,
      asOf: input.asOf,
      definitions,
      ...(isPython(input.estimator) && { files: code.files, requirements: code.requirements }),
    },
    codec: jsonCodec(),
    async make(inputs, signal = input.signal, digests = {}) {
      const dataset = (await inputs.validate()) as DatasetVersion;
      await keepDataset(context, dataset);
      return train(context, {
        project: project.name,
        model: project.model,
        estimator: input.estimator,
        set: (await inputs.features()) as TrainingSet,
        trainingSet: digests.features ?? null,
        asOf: input.asOf,
        datasetVersion: dataset.id,
        definitionHashes: definitions,
        codeVersion,
        code,
        ...(signal ? { signal } : {}),
        ...(input.onRound ? { onRound: input.onRound } : {}),
        ...(input.onLine ? { onLine: input.onLine } : {}),
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

async function championOn(
  context: LoopContext,
  champion: ModelVersion,
  set: TrainingSet,
  trained: TrainResult,
): Promise<number[]> {
  const bytes = await context.artifacts.get(champion.digest);
  if (!bytes) {
    throw new GyreError(
      "store.corrupt",
      `the file of ${champion.model} version ${champion.version} is missing from the store`,
      {
        hint: "train and register it again",
      },
    );
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
