import { checkConfig, type Range } from "../check-config.js";

/** Hyperparameters of gradient-boosted trees. */
export interface GbdtConfig {
  readonly kind: "gbdt";
  /** Boosting rounds, one tree each. */
  readonly trees: number;
  /** Most leaves of a tree; it grows where the gain is largest. */
  readonly leaves: number;
  /** Every leaf is multiplied by this. */
  readonly learningRate: number;
  /** Fewest training rows in a leaf, counted exactly. */
  readonly minDataInLeaf: number;
  /** λ in a leaf's value −G / (H + λ) and in the gain. */
  readonly l2: number;
  /** Most bins that a number column's values are sorted into, apart from missing. */
  readonly maxBins: number;
  /** Share of the columns drawn for each tree. */
  readonly columnFraction?: number;
  /** Most splits on the way to a leaf; absent = no limit. */
  readonly maxDepth?: number;
}

/** What {@link gbdt} fills in. */
export const gbdtDefaults: GbdtConfig = {
  kind: "gbdt",
  trees: 200,
  leaves: 31,
  learningRate: 0.1,
  minDataInLeaf: 20,
  l2: 1,
  maxBins: 255,
  columnFraction: 1,
};

const ranges: Readonly<Record<string, Range>> = {
  trees: { min: 1, max: 100_000, whole: true },
  leaves: { min: 2, max: 65_536, whole: true },
  learningRate: { min: 0, max: 1, open: true },
  minDataInLeaf: { min: 1, max: Number.MAX_VALUE, whole: true },
  l2: { min: 0, max: Number.MAX_VALUE },
  maxBins: { min: 2, max: 255, whole: true },
  columnFraction: { min: 0, max: 1, open: true },
  maxDepth: { min: 1, max: Number.MAX_VALUE, whole: true },
};

/**
 * A full configuration of gradient-boosted trees: what is not given comes from {@link gbdtDefaults}. Throws `learn.bad_config`
 * for an unknown name or a value out of range.
 *
 * @example
 * ```ts
 * const config = gbdt({ trees: 50, learningRate: 0.2 });
 * ```
 */
export function gbdt(config: Partial<Omit<GbdtConfig, "kind">> = {}): GbdtConfig {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  const full: GbdtConfig = { ...gbdtDefaults, ...given, kind: "gbdt" };
  checkConfig("gbdt", full, ranges);
  return full;
}
