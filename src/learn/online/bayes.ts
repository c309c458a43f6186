import { addToBernoulli } from "../bayes/bernoulli.js";
import type { ClassBatch } from "../bayes/class-batch.js";
import type { BernoulliBayesConfig, GaussianBayesConfig, MultinomialBayesConfig } from "../bayes/config.js";
import { emptyBernoulli, emptyGaussian, emptyMultinomial } from "../bayes/estimators.js";
import { addToGaussian } from "../bayes/gaussian.js";
import type { BernoulliBayesModel, GaussianBayesModel, MultinomialBayesModel } from "../bayes/model.js";
import { addToMultinomial } from "../bayes/multinomial.js";
import type { TableModelColumn } from "../model-column.js";

/** The models that can learn on, by the kind of their configuration. */
interface BayesModels {
  readonly gaussianBayes: GaussianBayesModel;
  readonly bernoulliBayes: BernoulliBayesModel;
  readonly multinomialBayes: MultinomialBayesModel;
}

/** A naive Bayes that has not seen a row, for number columns of these names. Throws `learn.bad_config`. */
export function startBayes(config: GaussianBayesConfig, names: readonly string[]): GaussianBayesModel;
export function startBayes(config: BernoulliBayesConfig, names: readonly string[]): BernoulliBayesModel;
export function startBayes(config: MultinomialBayesConfig, names: readonly string[]): MultinomialBayesModel;
export function startBayes(
  config: GaussianBayesConfig | BernoulliBayesConfig | MultinomialBayesConfig,
  names: readonly string[],
): BayesModels[keyof BayesModels] {
  const columns = names.map((name): TableModelColumn => ({ name, kind: "number" }));
  if (config.kind === "gaussianBayes") return emptyGaussian(config, columns);
  if (config.kind === "bernoulliBayes") return emptyBernoulli(config, columns);
  return emptyMultinomial(config, columns);
}

/**
 * `state` with the rows of `batch` counted too; the state itself is not changed. A state is a model: it predicts at any time, and a
 * fitted model can learn on. Classes that are new come after the known ones. In the end it does not matter how the rows were cut
 * into batches, but for the rounding of Gaussian moments. Throws `learn.bad_table`.
 *
 * @example
 * ```ts
 * let state = startBayes(gaussianBayes(), ["x"]);
 * state = stepBayes(state, { frame, target });
 * ```
 */
export function stepBayes(state: GaussianBayesModel, batch: ClassBatch): GaussianBayesModel;
export function stepBayes(state: BernoulliBayesModel, batch: ClassBatch): BernoulliBayesModel;
export function stepBayes(state: MultinomialBayesModel, batch: ClassBatch): MultinomialBayesModel;
export function stepBayes(state: BayesModels[keyof BayesModels], batch: ClassBatch): BayesModels[keyof BayesModels] {
  if (state.kind === "gaussianBayes") return addToGaussian(state, batch);
  if (state.kind === "bernoulliBayes") return addToBernoulli(state, batch);
  return addToMultinomial(state, batch);
}
