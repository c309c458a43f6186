import type { TableModelColumn } from "../model-column.js";
import type { BernoulliBayesConfig, GaussianBayesConfig, MultinomialBayesConfig } from "./config.js";

/**
 * What every naive Bayes counts. The model is its own state: more rows can be added at any time. Arrays over classes and columns
 * are (K, d), row-major.
 */
interface BayesCounts<C extends { readonly kind: string }> {
  readonly kind: C["kind"];
  readonly config: C;
  readonly columns: readonly TableModelColumn[];
  readonly classes: readonly string[];
  /** Total weight of the rows of each class, (K). */
  readonly classWeights: readonly number[];
}

/** Gaussian naive Bayes: of each class and column the weight of the values seen, their mean, and Σ w·(x − mean)². */
export interface GaussianBayesModel extends BayesCounts<GaussianBayesConfig> {
  readonly seen: readonly number[];
  readonly means: readonly number[];
  readonly squares: readonly number[];
}

/** Bernoulli naive Bayes: of each class and column the weight of the values seen and of the ones among them. */
export interface BernoulliBayesModel extends BayesCounts<BernoulliBayesConfig> {
  readonly seen: readonly number[];
  readonly ones: readonly number[];
}

/** Multinomial naive Bayes: of each class and column Σ w·x. */
export interface MultinomialBayesModel extends BayesCounts<MultinomialBayesConfig> {
  readonly sums: readonly number[];
}

/** Any naive Bayes model. */
export type BayesModel = GaussianBayesModel | BernoulliBayesModel | MultinomialBayesModel;
