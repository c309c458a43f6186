import { checkConfig, type Rule, refuseIneffective, withDefaults } from "../check-config.js";

/** How one tree is grown; the names are scikit-learn's. */
export interface GrowthConfig {
  /** Impurity that splits lower: "gini" or "entropy" for classes, "squared" (variance) for numbers; "auto" = by target, gini for classes. */
  readonly criterion: "auto" | "gini" | "entropy" | "squared";
  /** Most splits on the way to a leaf; absent = no limit. */
  readonly maxDepth?: number;
  /** Fewest training rows (weights) of a node that is split. */
  readonly minSamplesSplit: number;
  /** Fewest training rows (weights) of a leaf. */
  readonly minSamplesLeaf: number;
  /** A node is split only if that lowers the impurity, weighted by the node's share of all rows, by at least this. */
  readonly minImpurityDecrease: number;
  /** Most leaves; the tree then grows where the impurity falls most. Absent = no limit. */
  readonly maxLeafNodes?: number;
  /**
   * Columns tried at each node, those without two different values not counted: all, √ or log₂ of their number, a count from 1, or a
   * share below 1. "auto" = all for a decision tree and for numbers, √ for forests of classes.
   */
  readonly maxFeatures: "auto" | "all" | "sqrt" | "log2" | number;
  /** α of minimal cost-complexity pruning (Breiman et al., 1984, chapter 3); 0 = none. */
  readonly ccpAlpha: number;
  /** Weight of each class; "balanced" = Σw / (K · Σw of the class). Classes not named weigh 1. */
  readonly classWeight: "none" | "balanced" | Readonly<Record<string, number>>;
  /** Most bins that a number column's values are sorted into; a column with no more distinct values is split exactly. */
  readonly maxBins: number;
}

/** Hyperparameters of one decision tree (scikit-learn's DecisionTreeClassifier and DecisionTreeRegressor). */
export interface DecisionTreeConfig extends GrowthConfig {
  readonly kind: "decisionTree";
}

/** What forests add. */
export interface ForestGrowthConfig extends GrowthConfig {
  /** Trees (scikit-learn `n_estimators`). */
  readonly trees: number;
  /** Whether each tree sees rows drawn with replacement. */
  readonly bootstrap: boolean;
  /** With `bootstrap`: rows drawn for each tree, as a share of the training rows; absent = 1. */
  readonly maxSamples?: number;
  /** With `bootstrap`: also judge each row by the trees that did not see it. */
  readonly oobScore: boolean;
}

/** Hyperparameters of a random forest (Breiman, 2001). */
export interface RandomForestConfig extends ForestGrowthConfig {
  readonly kind: "randomForest";
}

/** Hyperparameters of extremely randomised trees (Geurts, Ernst and Wehenkel, 2006): one random threshold for each column tried. */
export interface ExtraTreesConfig extends ForestGrowthConfig {
  readonly kind: "extraTrees";
}

/** A configuration of any of the three. */
export type ForestConfig = DecisionTreeConfig | RandomForestConfig | ExtraTreesConfig;

const growthDefaults: GrowthConfig = {
  criterion: "auto",
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  minImpurityDecrease: 0,
  maxFeatures: "auto",
  ccpAlpha: 0,
  classWeight: "none",
  maxBins: 255,
};

/** What {@link decisionTree} fills in: every distinct value has its own bin. */
export const decisionTreeDefaults: DecisionTreeConfig = { ...growthDefaults, kind: "decisionTree", maxBins: 65_535 };

/** What {@link randomForest} fills in. */
export const randomForestDefaults: RandomForestConfig = {
  ...growthDefaults,
  kind: "randomForest",
  trees: 100,
  bootstrap: true,
  oobScore: false,
};

/** What {@link extraTrees} fills in. */
export const extraTreesDefaults: ExtraTreesConfig = {
  ...growthDefaults,
  kind: "extraTrees",
  trees: 100,
  bootstrap: false,
  oobScore: false,
  maxBins: 65_535,
};

const most = Number.MAX_VALUE;
const growthRules: Readonly<Record<string, Rule>> = {
  criterion: { oneOf: ["auto", "gini", "entropy", "squared"] },
  maxDepth: { min: 1, max: most, whole: true },
  minSamplesSplit: { min: 2, max: most },
  minSamplesLeaf: { min: 0, max: most, open: true },
  minImpurityDecrease: { min: 0, max: most },
  maxLeafNodes: { min: 2, max: most, whole: true },
  maxFeatures: {
    accepts: (value) =>
      ["auto", "all", "sqrt", "log2"].includes(value as string) ||
      (typeof value === "number" && value > 0 && (value < 1 || Number.isInteger(value))),
    expected: '"auto", "all", "sqrt", "log2", a count from 1, or a share above 0 and below 1',
  },
  ccpAlpha: { min: 0, max: most },
  classWeight: {
    accepts: (value) => value === "none" || value === "balanced" || isWeights(value),
    expected: '"none", "balanced" or a weight above 0 for each of some classes, such as { yes: 2 }',
  },
  maxBins: { min: 2, max: 65_535, whole: true },
};
const forestRules: Readonly<Record<string, Rule>> = {
  ...growthRules,
  trees: { min: 1, max: 100_000, whole: true },
  bootstrap: { boolean: true },
  maxSamples: { min: 0, max: 1, open: true },
  oobScore: { boolean: true },
};

/**
 * A full configuration of a decision tree: what is not given comes from {@link decisionTreeDefaults}. Throws `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = decisionTree({ maxDepth: 3, criterion: "entropy" });
 * ```
 */
export function decisionTree(config: Partial<Omit<DecisionTreeConfig, "kind">> = {}): DecisionTreeConfig {
  checkConfig("decisionTree", config, growthRules);
  return withDefaults(decisionTreeDefaults, { ...config, kind: "decisionTree" });
}

/**
 * A full configuration of a random forest: what is not given comes from {@link randomForestDefaults}. Throws `learn.bad_config` for
 * an unknown name, a value out of range, or one that would have no effect.
 *
 * @example
 * ```ts
 * const config = randomForest({ trees: 300, maxFeatures: 0.3 });
 * ```
 */
export function randomForest(config: Partial<Omit<RandomForestConfig, "kind">> = {}): RandomForestConfig {
  checkConfig("randomForest", config, forestRules);
  return checkedForest(withDefaults(randomForestDefaults, { ...config, kind: "randomForest" }));
}

/**
 * A full configuration of extremely randomised trees: what is not given comes from {@link extraTreesDefaults}. Throws
 * `learn.bad_config` for an unknown name, a value out of range, or one that would have no effect.
 */
export function extraTrees(config: Partial<Omit<ExtraTreesConfig, "kind">> = {}): ExtraTreesConfig {
  checkConfig("extraTrees", config, forestRules);
  return checkedForest(withDefaults(extraTreesDefaults, { ...config, kind: "extraTrees" }));
}

function checkedForest<C extends RandomForestConfig | ExtraTreesConfig>(config: C): C {
  const { kind, bootstrap, maxSamples, oobScore } = config;
  refuseIneffective(kind, !bootstrap && maxSamples !== undefined, "maxSamples", "bootstrap is false");
  refuseIneffective(kind, !bootstrap && oobScore, "oobScore", "bootstrap is false, so that every tree sees every row");
  return config;
}

function isWeights(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((weight) => typeof weight === "number" && weight > 0 && weight < Infinity);
}
