/** The losses that boosting knows; "custom" is one of the caller's own, given to `fitGbdtWithLoss`. */
export type GbdtLoss =
  | "squared"
  | "absolute"
  | "huber"
  | "fair"
  | "quantile"
  | "mape"
  | "poisson"
  | "gamma"
  | "tweedie"
  | "logistic"
  | "crossEntropy"
  | "softmax"
  | "lambdarank"
  | "custom";

/** Gradient-based one-side sampling (Ke et al., 2017, algorithm 2). */
export interface GossConfig {
  /** Share of the rows kept for their large gradients (LightGBM `top_rate`). Default 0.2. */
  readonly topRate: number;
  /** Share of all rows drawn from the others and made to count for all of them (`other_rate`). Default 0.1. */
  readonly otherRate: number;
}

/** The loss for ranking within queries (Burges, 2010). */
export interface LambdarankConfig {
  /** Only pairs with at least one row among the first `truncation` places count (`lambdarank_truncation_level`). Default 30. */
  readonly truncation: number;
  /** Makes the gradients of queries of different length alike (`lambdarank_norm`). Default true. */
  readonly normalize: boolean;
}

/** When boosting stops before `trees` rounds, on rows kept from training. Only the trees of the best round stay. */
export interface EarlyStopping {
  /** Stops after so many rounds without a better one (scikit-learn `n_iter_no_change`). Default 10. */
  readonly rounds: number;
  /** A round is better when the metric gained more than this (scikit-learn `tol`). Default 0. */
  readonly minDelta: number;
  /** Share of the training rows (of the queries, for ranking) drawn by seed and kept apart; absent: `options.validation` is used. */
  readonly validationFraction?: number;
}

/** Hyperparameters of gradient-boosted trees; where one maps to LightGBM's, its name there stands in brackets. */
export interface GbdtConfig {
  readonly kind: "gbdt";
  /** What is minimised (`objective`); "auto" = by target: logistic for two classes, softmax for more, squared, lambdarank. */
  readonly loss: "auto" | GbdtLoss;
  /** Most boosting rounds, one tree for each output (`num_iterations`). */
  readonly trees: number;
  /** Most leaves of a tree (`num_leaves`). */
  readonly leaves: number;
  /** Most splits on the way to a leaf (`max_depth`); absent = no limit. */
  readonly maxDepth?: number;
  /** Whether a tree grows where the gain is largest, or level by level. */
  readonly growth: "leafWise" | "depthWise";
  /** Every leaf is multiplied by this (`learning_rate`). */
  readonly learningRate: number;
  /** Fewest training rows in a leaf: the sum of their weights (`min_data_in_leaf`). */
  readonly minDataInLeaf: number;
  /** Least sum of second derivatives in a leaf (`min_sum_hessian_in_leaf`). */
  readonly minHessianInLeaf: number;
  /** λ₁: gradients' sums are shrunk towards 0 by this (`lambda_l1`). */
  readonly l1: number;
  /** λ₂ in a leaf's value −G / (H + λ₂) and in the gain (`lambda_l2`). */
  readonly l2: number;
  /** A split must gain more than this (`min_gain_to_split`). */
  readonly minGain: number;
  /** Draws small leaves to their parent's value: n / (n + pathSmooth) of their own (`path_smooth`). */
  readonly pathSmooth: number;
  /** Most that a leaf may say before the learning rate (`max_delta_step`); absent = no limit. */
  readonly maxDeltaStep?: number;
  /** Most bins that a number column's values are sorted into, apart from missing (`max_bin`). */
  readonly maxBins: number;
  /** Fewest rows in a bin (`min_data_in_bin`). */
  readonly minDataInBin: number;
  /** Share of the columns drawn for each tree (`feature_fraction`). */
  readonly columnFraction: number;
  /** Share of those drawn again for each split (`feature_fraction_bynode`). */
  readonly columnFractionByNode: number;
  /** Share of the rows drawn, without replacement (`bagging_fraction`); works by itself. */
  readonly rowFraction: number;
  /** Rows are drawn anew every so many rounds (`bagging_freq`). */
  readonly rowFractionEvery: number;
  /** Keeps rows with large gradients and samples the others; absent = off. */
  readonly goss?: GossConfig;
  /** Column name → 1 (the prediction may not fall as the column grows) or −1 (may not rise) (`monotone_constraints`). */
  readonly monotone?: Readonly<Record<string, 1 | -1>>;
  /** How bounds are passed on (`monotone_constraints_method`); absent = "basic". */
  readonly monotoneMethod?: "basic" | "intermediate";
  /** Lists of column names: a branch may use columns of one list only (`interaction_constraints`). */
  readonly interactions?: readonly (readonly string[])[];
  /** A column with at most so many categories is split one against the rest (`max_cat_to_onehot`). */
  readonly maxCategoriesOneHot: number;
  /** Most categories on the smaller side of a split (`max_cat_threshold`). */
  readonly maxCategoryThreshold: number;
  /** Added to a category's hessian before categories are sorted, and the least weight of one that is (`cat_smooth`). */
  readonly categorySmooth: number;
  /** λ₂ is this much larger in splits on sorted categories (`cat_l2`). */
  readonly categoryL2: number;
  /** Fewest rows in each group of sorted categories (`min_data_per_group`). */
  readonly minDataPerGroup: number;
  /** Whether missing values get a side of their own; if not, they count as 0 (`use_missing`). */
  readonly useMissing: boolean;
  /** Threads; the model does not depend on it. */
  readonly threads: number;
  /** "small" needs less memory and more time; the model is the same. */
  readonly memory: "fast" | "small";
  /**
   * Whose trees to give: "lightgbm" counts rows by rounded hessians and takes percentiles as LightGBM does; "scikit-learn" has the bins,
   * gains and order of HistGradientBoosting.
   */
  readonly compat: "exact" | "lightgbm" | "scikit-learn";
  /** α of loss "quantile" (`alpha`); default 0.5, the median. */
  readonly quantile?: number;
  /** Residuals beyond ±δ count linearly in loss "huber" (`alpha`); default 0.9. */
  readonly huberDelta?: number;
  /** c of loss "fair" (`fair_c`); default 1. */
  readonly fairC?: number;
  /** ρ of loss "tweedie", above 1 and below 2 (`tweedie_variance_power`); default 1.5. */
  readonly tweediePower?: number;
  /** Hessians of loss "poisson" are multiplied by e to this, which tames its steps (`poisson_max_delta_step`); default 0.7, and 0 with `compat: "scikit-learn"`. */
  readonly poissonMaxDeltaStep?: number;
  readonly lambdarank?: LambdarankConfig;
  /** Weights of classes: "balanced" = rows / (classes × rows of the class), as in scikit-learn; or one for each class, others 1. */
  readonly classWeight: "none" | "balanced" | Readonly<Record<string, number>>;
  readonly earlyStopping?: EarlyStopping;
}
