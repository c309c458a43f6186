import { GyreError } from "../../core/index.js";
import { checkConfig, type Range, type Rule, refuseIneffective } from "../check-config.js";
import type { GbdtConfig, GbdtLoss } from "./gbdt-config.js";

const LARGEST = Number.MAX_VALUE;
const amount: Range = { min: 0, max: LARGEST };
const positive: Range = { ...amount, open: true };
const count: Range = { min: 1, max: LARGEST, whole: true };
const share: Range = { min: 0, max: 1, open: true };
const inside: Range = { ...share, openMax: true };

/** What each hyperparameter of boosting may be. */
export const gbdtRules: Readonly<Record<string, Rule>> = {
  loss: {
    oneOf: [
      "auto",
      ...(["squared", "absolute", "huber", "fair", "quantile", "mape", "poisson", "gamma", "tweedie"] as const),
      ...(["logistic", "crossEntropy", "softmax", "lambdarank", "custom"] as const),
    ] satisfies ("auto" | GbdtLoss)[],
  },
  trees: { min: 1, max: 100_000, whole: true },
  leaves: { min: 2, max: 65_536, whole: true },
  maxDepth: count,
  growth: { oneOf: ["leafWise", "depthWise"] },
  learningRate: share,
  minDataInLeaf: count,
  minHessianInLeaf: amount,
  l1: amount,
  l2: amount,
  minGain: amount,
  pathSmooth: amount,
  maxDeltaStep: positive,
  maxBins: { min: 2, max: 255, whole: true },
  minDataInBin: count,
  columnFraction: share,
  columnFractionByNode: share,
  rowFraction: share,
  rowFractionEvery: count,
  goss: groupRule("shares: { topRate, otherRate }"),
  monotone: {
    accepts: (value) => isRecord(value) && Object.values(value).every((sign) => sign === 1 || sign === -1),
    expected: "1 or -1 for each of some columns, such as { age: 1 }",
  },
  monotoneMethod: { oneOf: ["basic", "intermediate"] },
  interactions: {
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isNames),
    expected: 'lists of column names, such as [["age", "city"], ["price"]]',
  },
  maxCategoriesOneHot: { min: 0, max: LARGEST, whole: true },
  maxCategoryThreshold: count,
  categorySmooth: amount,
  categoryL2: amount,
  minDataPerGroup: count,
  useMissing: { boolean: true },
  threads: { min: 1, max: 256, whole: true },
  memory: { oneOf: ["fast", "small"] },
  compat: { oneOf: ["exact", "lightgbm", "scikit-learn"] },
  quantile: inside,
  huberDelta: positive,
  fairC: positive,
  tweediePower: { min: 1, max: 2, open: true, openMax: true },
  poissonMaxDeltaStep: { min: 0, max: 700 },
  lambdarank: groupRule("{ truncation, normalize }"),
  classWeight: {
    accepts: (value) => value === "none" || value === "balanced" || isWeights(value),
    expected: '"none", "balanced" or a weight above 0 for each of some classes, such as { yes: 2 }',
  },
  earlyStopping: groupRule("{ rounds, minDelta, validationFraction }"),
};

const gossRules: Readonly<Record<string, Rule>> = { topRate: inside, otherRate: inside };
const lambdarankRules: Readonly<Record<string, Rule>> = { truncation: count, normalize: { boolean: true } };
const earlyStoppingRules: Readonly<Record<string, Rule>> = {
  rounds: count,
  minDelta: amount,
  validationFraction: inside,
};

/** The loss that each of these belongs to. */
const ofOneLoss: readonly (readonly [keyof GbdtConfig, GbdtLoss])[] = [
  ["quantile", "quantile"],
  ["huberDelta", "huber"],
  ["fairC", "fair"],
  ["tweediePower", "tweedie"],
  ["poissonMaxDeltaStep", "poisson"],
  ["lambdarank", "lambdarank"],
];
const notInScikitLearn = [
  ...(["minDataInBin", "maxCategoriesOneHot", "maxCategoryThreshold", "categoryL2", "minDataPerGroup"] as const),
];
const OF_CLASSES: readonly string[] = ["auto", "logistic", "softmax", "custom"];

/** Refuses what would change nothing next to the other hyperparameters; checks the groups' own values first. */
export function refuseIneffectiveGbdt(config: GbdtConfig, defaults: GbdtConfig): void {
  const { goss, lambdarank, earlyStopping, loss } = config;
  if (goss) checkGoss(config);
  if (lambdarank) checkConfig("gbdt: lambdarank", lambdarank, lambdarankRules);
  if (earlyStopping) checkConfig("gbdt: earlyStopping", earlyStopping, earlyStoppingRules);
  const every = config.rowFractionEvery;
  refuse(every !== 1 && config.rowFraction === 1, "rowFractionEvery", "rowFraction is 1, so all rows are used");
  refuse(config.monotoneMethod !== undefined && !config.monotone, "monotoneMethod", "no column is monotone");
  refuse(config.classWeight !== "none" && !OF_CLASSES.includes(loss), "classWeight", `loss "${loss}" has no classes`);
  if (config.compat === "scikit-learn") {
    for (const name of notInScikitLearn) {
      refuse(config[name] !== defaults[name], name, 'compat "scikit-learn" has bins and sets of categories without it');
    }
  }
  for (const [name, owner] of ofOneLoss) {
    const belongs = loss === owner || (name === "lambdarank" && loss === "auto");
    refuse(config[name] !== undefined && !belongs, name, `it belongs to loss "${owner}", the loss is "${loss}"`);
  }
}

function checkGoss(config: GbdtConfig): void {
  const { goss, rowFraction, trees, learningRate } = config;
  if (goss === undefined) return;
  checkConfig("gbdt: goss", goss, gossRules);
  if (goss.topRate + goss.otherRate > 1) {
    throw new GyreError("learn.bad_config", "gbdt: goss topRate and otherRate add up to more than 1", {
      hint: "topRate + otherRate is the share of the rows that each tree is grown on.",
      details: { name: "goss" },
    });
  }
  refuse(rowFraction !== 1, "rowFraction", "goss draws the rows");
  const first = Math.floor(1 / learningRate);
  refuse(
    trees <= first,
    "goss",
    `the first 1 / learningRate = ${first} rounds use all rows, and there are ${trees} trees`,
  );
}

function refuse(ineffective: boolean, name: string, reason: string): void {
  refuseIneffective("gbdt", ineffective, name, reason);
}

function groupRule(expected: string): Rule {
  return { accepts: isRecord, expected };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string");
}

function isWeights(value: unknown): boolean {
  return (
    isRecord(value) && Object.values(value).every((w) => typeof w === "number" && w > 0 && w < Number.POSITIVE_INFINITY)
  );
}
