import { modelColumnsOf } from "../check-table.js";
import type { Estimator } from "../estimator.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { TableModelColumn } from "../model-column.js";
import type { Frame } from "../table.js";
import { trainingTable } from "../table-of-frame.js";
import type { Target } from "../target.js";
import { addToBernoulli, predictBernoulli } from "./bernoulli.js";
import type { ClassBatch } from "./class-batch.js";
import {
  type BayesConfig,
  type BernoulliBayesConfig,
  bernoulliBayes,
  type GaussianBayesConfig,
  gaussianBayes,
  type MultinomialBayesConfig,
  multinomialBayes,
} from "./config.js";
import { addToGaussian, gaussianParameters, predictGaussian } from "./gaussian.js";
import { addBayesToGraph } from "./graph.js";
import type { BayesModel, BernoulliBayesModel, GaussianBayesModel, MultinomialBayesModel } from "./model.js";
import { addToMultinomial, predictMultinomial } from "./multinomial.js";

/** A model of `columns` that has not seen a row. */
export function emptyGaussian(config: GaussianBayesConfig, columns: readonly TableModelColumn[]): GaussianBayesModel {
  const start = { kind: "gaussianBayes", config: gaussianBayes(config), columns, classes: [] } as const;
  return { ...start, classWeights: [], seen: [], means: [], squares: [] };
}

/** A model of `columns` that has not seen a row. */
export function emptyBernoulli(
  config: BernoulliBayesConfig,
  columns: readonly TableModelColumn[],
): BernoulliBayesModel {
  const start = { kind: "bernoulliBayes", config: bernoulliBayes(config), columns, classes: [] } as const;
  return { ...start, classWeights: [], seen: [], ones: [] };
}

/** A model of `columns` that has not seen a row. */
export function emptyMultinomial(
  config: MultinomialBayesConfig,
  columns: readonly TableModelColumn[],
): MultinomialBayesModel {
  const start = { kind: "multinomialBayes", config: multinomialBayes(config), columns, classes: [] } as const;
  return { ...start, classWeights: [], sums: [] };
}

/** Gaussian naive Bayes: classes from numbers. */
export const gaussianBayesEstimator: Estimator<GaussianBayesConfig, GaussianBayesModel> = {
  ...furniture("gaussianBayes", emptyGaussian, (model, batch) => {
    const fitted = addToGaussian(model, batch);
    gaussianParameters(fitted);
    return fitted;
  }),
  predict: predictGaussian,
};

/** Bernoulli naive Bayes: classes from yes-or-no columns. */
export const bernoulliBayesEstimator: Estimator<BernoulliBayesConfig, BernoulliBayesModel> = {
  ...furniture("bernoulliBayes", emptyBernoulli, addToBernoulli),
  predict: predictBernoulli,
};

/** Multinomial naive Bayes: classes from counts. */
export const multinomialBayesEstimator: Estimator<MultinomialBayesConfig, MultinomialBayesModel> = {
  ...furniture("multinomialBayes", emptyMultinomial, addToMultinomial),
  predict: predictMultinomial,
};

/** A fit is one step from nothing. */
function furniture<C extends BayesConfig, M extends BayesModel & { readonly kind: C["kind"] }>(
  kind: C["kind"] & M["kind"],
  empty: (config: C, columns: readonly TableModelColumn[]) => M,
  add: (model: M, batch: ClassBatch) => M,
): Omit<Estimator<C, M>, "predict"> {
  return {
    kind,
    learns: () => ["class"],
    fit: (config: C, frame: Frame, target: Target, options: FitOptions) => {
      checkNotCancelled(options);
      const { weights } = options;
      const columns = modelColumnsOf(trainingTable(frame, target));
      return add(empty(config, columns), { frame, target, ...(weights && { weights }) });
    },
    addToGraph: addBayesToGraph,
  };
}
