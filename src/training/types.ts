import type { Duration } from "../core/index.js";
import type { Examples, FeatureSet } from "../features/index.js";
import type { EstimatorConfig } from "../learn/index.js";

/** A model as the project defines it: what it learns, from which features, with which estimator, and how it is judged. */
export interface ModelDefinition {
  readonly name: string;
  /** The outcome in words, as the end of "the probability that …". */
  readonly predicts: string;
  readonly examples: Examples;
  readonly features: FeatureSet;
  readonly estimator: EstimatorConfig;
  /** A simple estimator to compare with; trained on request. */
  readonly baseline: EstimatorConfig;
  /** The latest stretch of examples, kept from the fit and used to judge it. */
  readonly holdout: Duration;
  /** The same seed and data give the same bytes of the model. */
  readonly seed: number;
}
