import { checkConfig, type Rule, refuseIneffective, withDefaults } from "../check-config.js";

/** How far apart two rows are; see {@link NearestNeighboursConfig}. */
export type Metric = "euclidean" | "manhattan" | "chebyshev" | "minkowski";

/** Hyperparameters of nearest neighbours; scikit-learn's KNeighborsClassifier and KNeighborsRegressor. */
export interface NearestNeighboursConfig {
  readonly kind: "nearestNeighbours";
  /** How many rows are asked, counted by weight; scikit-learn's n_neighbors. */
  readonly neighbours: number;
  /** Whether they all count the same, or by 1 / distance; with one at distance 0 only those at 0 count. */
  readonly weights: "uniform" | "distance";
  /** √Σ Δ², Σ |Δ|, max |Δ|, or (Σ |Δ|^p)^(1/p). Two different categories are 1 apart. */
  readonly metric: Metric;
  /** The power of "minkowski"; 2 when absent. */
  readonly p?: number;
  /** How they are searched, without a difference to the result; "auto" takes the tree for few number columns and many rows. */
  readonly algorithm: "auto" | "ballTree" | "brute";
  /** Whether number columns are brought to mean 0 and variance 1 first, so that their units do not matter. */
  readonly standardise: boolean;
}

/** What {@link nearestNeighbours} fills in. */
export const nearestNeighboursDefaults: NearestNeighboursConfig = {
  kind: "nearestNeighbours",
  neighbours: 5,
  weights: "uniform",
  metric: "euclidean",
  algorithm: "auto",
  standardise: false,
};

const rules: Readonly<Record<string, Rule>> = {
  neighbours: { min: 1, max: 1_000_000, whole: true },
  weights: { oneOf: ["uniform", "distance"] },
  metric: { oneOf: ["euclidean", "manhattan", "chebyshev", "minkowski"] },
  p: { min: 1, max: 100 },
  algorithm: { oneOf: ["auto", "ballTree", "brute"] },
  standardise: { boolean: true },
};

/**
 * Nearest neighbours: a row is answered by the training rows closest to it. Throws `learn.bad_config`.
 *
 * @example
 * ```ts
 * const config = nearestNeighbours({ neighbours: 15, weights: "distance", standardise: true });
 * ```
 */
export function nearestNeighbours(
  config: Partial<Omit<NearestNeighboursConfig, "kind">> = {},
): NearestNeighboursConfig {
  checkConfig("nearestNeighbours", config, rules);
  const full: NearestNeighboursConfig = {
    ...withDefaults(nearestNeighboursDefaults, config),
    kind: "nearestNeighbours",
  };
  const powerless = full.p !== undefined && full.metric !== "minkowski";
  refuseIneffective("nearestNeighbours", powerless, "p", `the metric is "${full.metric}", not "minkowski"`);
  return full;
}
