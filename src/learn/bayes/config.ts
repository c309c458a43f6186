import { checkConfig, type Rule, refuseIneffective, withDefaults } from "../check-config.js";

/** Hyperparameters of Gaussian naive Bayes; scikit-learn's GaussianNB. */
export interface GaussianBayesConfig {
  readonly kind: "gaussianBayes";
  /** This share of the largest variance of a column is added to every variance; scikit-learn's var_smoothing. */
  readonly varSmoothing: number;
  /** The classes' chances in their order, adding up to 1; absent = their shares of the weight. scikit-learn's priors. */
  readonly priors?: readonly number[];
}

/** Hyperparameters of Bernoulli naive Bayes; scikit-learn's BernoulliNB. */
export interface BernoulliBayesConfig {
  readonly kind: "bernoulliBayes";
  /** Added to the count of ones and of zeros; below 1e-10 it counts as 1e-10. */
  readonly alpha: number;
  /** A value above it is a one. */
  readonly binarize: number;
  /** False: all classes are equally likely beforehand; scikit-learn's fit_prior. */
  readonly fitPrior: boolean;
  /** The classes' chances in their order, adding up to 1; scikit-learn's class_prior. */
  readonly classPrior?: readonly number[];
}

/** Hyperparameters of multinomial naive Bayes; scikit-learn's MultinomialNB. */
export interface MultinomialBayesConfig {
  readonly kind: "multinomialBayes";
  /** Added to the count of each column; below 1e-10 it counts as 1e-10. */
  readonly alpha: number;
  /** False: all classes are equally likely beforehand; scikit-learn's fit_prior. */
  readonly fitPrior: boolean;
  /** The classes' chances in their order, adding up to 1; scikit-learn's class_prior. */
  readonly classPrior?: readonly number[];
}

/** Any naive Bayes. */
export type BayesConfig = GaussianBayesConfig | BernoulliBayesConfig | MultinomialBayesConfig;

/** What {@link gaussianBayes} fills in. */
export const gaussianBayesDefaults: GaussianBayesConfig = { kind: "gaussianBayes", varSmoothing: 1e-9 };

/** What {@link bernoulliBayes} fills in. */
export const bernoulliBayesDefaults: BernoulliBayesConfig = {
  kind: "bernoulliBayes",
  alpha: 1,
  binarize: 0,
  fitPrior: true,
};

/** What {@link multinomialBayes} fills in. */
export const multinomialBayesDefaults: MultinomialBayesConfig = { kind: "multinomialBayes", alpha: 1, fitPrior: true };

const chances: Rule = { accepts: areChances, expected: "an array of numbers of at least 0 that add up to 1" };
const alpha: Rule = { min: 0, max: Number.MAX_VALUE };
const boolean: Rule = { boolean: true };

/**
 * Gaussian naive Bayes: within a class every column is normal and independent of the others. Throws `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = gaussianBayes({ priors: [0.9, 0.1] });
 * ```
 */
export function gaussianBayes(config: Partial<Omit<GaussianBayesConfig, "kind">> = {}): GaussianBayesConfig {
  checkConfig("gaussianBayes", config, { varSmoothing: { min: 0, max: 1e6 }, priors: chances });
  return { ...withDefaults(gaussianBayesDefaults, config), kind: "gaussianBayes" };
}

/**
 * Bernoulli naive Bayes: within a class every column is a coin of its own, 1 where the value is above `binarize`. Throws
 * `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = bernoulliBayes({ alpha: 0.5, binarize: 10 });
 * ```
 */
export function bernoulliBayes(config: Partial<Omit<BernoulliBayesConfig, "kind">> = {}): BernoulliBayesConfig {
  const binarize: Rule = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };
  checkConfig("bernoulliBayes", config, { alpha, binarize, fitPrior: boolean, classPrior: chances });
  refuseOverruledPrior("bernoulliBayes", config);
  return { ...withDefaults(bernoulliBayesDefaults, config), kind: "bernoulliBayes" };
}

/**
 * Multinomial naive Bayes: a row is a bag of counts, drawn by the class's shares of the columns. Throws `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = multinomialBayes({ alpha: 0.1 });
 * ```
 */
export function multinomialBayes(config: Partial<Omit<MultinomialBayesConfig, "kind">> = {}): MultinomialBayesConfig {
  checkConfig("multinomialBayes", config, { alpha, fitPrior: boolean, classPrior: chances });
  refuseOverruledPrior("multinomialBayes", config);
  return { ...withDefaults(multinomialBayesDefaults, config), kind: "multinomialBayes" };
}

function refuseOverruledPrior(
  kind: string,
  config: { readonly fitPrior?: boolean | undefined; readonly classPrior?: readonly number[] | undefined },
): void {
  const overruled = config.fitPrior === false && config.classPrior !== undefined;
  refuseIneffective(kind, overruled, "fitPrior", "classPrior gives the chances");
}

function areChances(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  const sum = value.reduce(
    (total: number, chance) => (typeof chance === "number" && chance >= 0 ? total + chance : Number.NaN),
    0,
  );
  return Math.abs(sum - 1) <= 1e-8;
}
