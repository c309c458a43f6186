export type { ClassBatch } from "./class-batch.js";
export {
  type BayesConfig,
  type BernoulliBayesConfig,
  bernoulliBayes,
  bernoulliBayesDefaults,
  type GaussianBayesConfig,
  gaussianBayes,
  gaussianBayesDefaults,
  type MultinomialBayesConfig,
  multinomialBayes,
  multinomialBayesDefaults,
} from "./config.js";
export { bernoulliBayesEstimator, gaussianBayesEstimator, multinomialBayesEstimator } from "./estimators.js";
export type { BayesModel, BernoulliBayesModel, GaussianBayesModel, MultinomialBayesModel } from "./model.js";
