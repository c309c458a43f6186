import type { Feature } from "../bins/feature.js";
import type { Constraints } from "../constraints.js";
import type { GbdtConfig } from "../gbdt-config.js";

/** What every split search needs to know. */
export interface SplitRules {
  readonly l1: number;
  readonly l2: number;
  readonly minGain: number;
  readonly minDataInLeaf: number;
  readonly minHessianInLeaf: number;
  /** ∞ when there is none. */
  readonly maxDeltaStep: number;
  readonly pathSmooth: number;
  readonly maxCategoriesOneHot: number;
  readonly maxCategoryThreshold: number;
  readonly categorySmooth: number;
  readonly categoryL2: number;
  readonly minDataPerGroup: number;
  /** Rows counted by rounded hessians, candidates in LightGBM's order with its ε in every sum of hessians. */
  readonly isLightgbm: boolean;
  /** Added to the divisor of every leaf's value; the kernels, which do not know it, search where it is 0. */
  readonly epsilon: number;
  /** Gains −G·w of values, not of an undivided root, and candidates in the order of scikit-learn's HistGradientBoosting. */
  readonly isScikitLearn: boolean;
  /** By feature: 1, −1 or 0; null when none is monotone. */
  readonly monotone: Int8Array | null;
  /** Gains are G²/(H+λ₂) alone, so that the kernels find thresholds. */
  readonly isPlain: boolean;
}

/** LightGBM's `kEpsilon`, a single-precision number. */
export const LIGHTGBM_EPSILON = Math.fround(1e-15);

/** scikit-learn's `epsilon`. */
const SCIKIT_LEARN_EPSILON = 1e-15;

export function splitRules(config: GbdtConfig, features: readonly Feature[], constraints: Constraints): SplitRules {
  const { monotone: signs } = constraints;
  const monotone = signs ? Int8Array.from(features, ({ column }) => signs[column]) : null;
  const isLightgbm = config.compat === "lightgbm";
  const isScikitLearn = config.compat === "scikit-learn";
  const isPlain =
    config.compat === "exact" &&
    monotone === null &&
    config.l1 === 0 &&
    config.pathSmooth === 0 &&
    config.maxDeltaStep === undefined;
  const epsilon = isScikitLearn ? SCIKIT_LEARN_EPSILON : 0;
  return {
    ...config,
    epsilon,
    isScikitLearn,
    maxDeltaStep: config.maxDeltaStep ?? Number.POSITIVE_INFINITY,
    isLightgbm,
    monotone,
    isPlain,
  };
}
