import type { Duration } from "../core/index.js";
import type { Examples, FeatureSet, TrainingSet } from "../features/index.js";
import type { EstimatorConfig } from "../learn/index.js";
import type { ModelEstimator } from "./python-estimator.js";

/** A model as the project defines it: what it learns, from which features, with which estimator, and how it is judged. */
export interface ModelDefinition {
  readonly name: string;
  /** The outcome in words, as the end of "the probability that …". */
  readonly predicts: string;
  readonly examples: Examples;
  readonly features: FeatureSet;
  readonly estimator: ModelEstimator;
  /** A simple estimator to compare with; trained on request. */
  readonly baseline: EstimatorConfig;
  /** The latest stretch of examples, kept from the fit and used to judge it. */
  readonly holdout: Duration;
  /** The same seed and data give the same bytes of the model. */
  readonly seed: number;
}

/** The code that a training runs, kept with its run. */
export interface ProjectCode {
  /** The project file with all that it imports, as JavaScript. */
  readonly bundle: string;
  /** The training script, what it imports from the project and the files that it reads: texts by path. */
  readonly files: Readonly<Record<string, string>>;
  /** What the script needs, as lines that pip reads. */
  readonly requirements: readonly string[];
}

/** What a training is about; together with the seed it decides every byte of the model. */
export interface TrainInput {
  readonly project: string;
  readonly model: ModelDefinition;
  /** The definition's estimator, or its baseline. */
  readonly estimator: ModelEstimator;
  readonly set: TrainingSet;
  /** Digest of `set` as pipelines keep it; null where it is not kept. */
  readonly trainingSet: string | null;
  readonly asOf: number;
  readonly datasetVersion: string;
  readonly definitionHashes: Readonly<Record<string, string>>;
  readonly codeVersion: string;
  readonly code: ProjectCode;
  readonly signal?: AbortSignal;
  readonly onRound?: (round: number, of: number) => void;
  /** Told each line that a script writes. */
  readonly onLine?: (line: string) => void;
}
