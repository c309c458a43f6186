import { checkConfig, withDefaults } from "../check-config.js";
import { gbdtRules, refuseIneffectiveGbdt } from "./config-rules.js";
import type { EarlyStopping, GbdtConfig, GossConfig, LambdarankConfig } from "./gbdt-config.js";

export type { EarlyStopping, GbdtConfig, GbdtLoss, GossConfig, LambdarankConfig } from "./gbdt-config.js";

/** What {@link gbdt} fills in. */
export const gbdtDefaults: GbdtConfig = {
  kind: "gbdt",
  loss: "auto",
  trees: 100,
  leaves: 31,
  growth: "leafWise",
  learningRate: 0.1,
  minDataInLeaf: 20,
  minHessianInLeaf: 1e-3,
  l1: 0,
  l2: 0,
  minGain: 0,
  pathSmooth: 0,
  maxBins: 255,
  minDataInBin: 3,
  columnFraction: 1,
  columnFractionByNode: 1,
  rowFraction: 1,
  rowFractionEvery: 1,
  maxCategoriesOneHot: 4,
  maxCategoryThreshold: 32,
  categorySmooth: 10,
  categoryL2: 10,
  minDataPerGroup: 100,
  useMissing: true,
  threads: 1,
  memory: "fast",
  compat: "exact",
  classWeight: "none",
};

/** What {@link gbdt} takes: any of the hyperparameters, the groups of them in part. */
export type GbdtSettings = Partial<Omit<GbdtConfig, "kind" | "goss" | "lambdarank" | "earlyStopping">> & {
  readonly goss?: Partial<GossConfig>;
  readonly lambdarank?: Partial<LambdarankConfig>;
  readonly earlyStopping?: Partial<EarlyStopping>;
};

const gossDefaults: GossConfig = { topRate: 0.2, otherRate: 0.1 };
const lambdarankDefaults: LambdarankConfig = { truncation: 30, normalize: true };
const earlyStoppingDefaults: EarlyStopping = { rounds: 10, minDelta: 0 };

/**
 * A full configuration of gradient-boosted trees: what is not given comes from {@link gbdtDefaults}. Throws `learn.bad_config`
 * for an unknown name, a value out of range, or a hyperparameter that would have no effect next to the others.
 *
 * @example
 * ```ts
 * const config = gbdt({ trees: 50, learningRate: 0.2 });
 * ```
 */
export function gbdt(config: GbdtSettings = {}): GbdtConfig {
  const { goss, lambdarank, earlyStopping, ...plain } = config;
  checkConfig("gbdt", config, gbdtRules);
  const full: GbdtConfig = {
    ...withDefaults<GbdtConfig>(gbdtDefaults, plain),
    kind: "gbdt",
    ...(goss && { goss: withDefaults(gossDefaults, goss) }),
    ...(lambdarank && { lambdarank: withDefaults(lambdarankDefaults, lambdarank) }),
    ...(earlyStopping && { earlyStopping: withDefaults(earlyStoppingDefaults, earlyStopping) }),
  };
  refuseIneffectiveGbdt(full, gbdtDefaults);
  return full;
}
