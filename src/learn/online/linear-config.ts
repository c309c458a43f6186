import { checkConfig, type Rule, refuseIneffective } from "../check-config.js";

/** Hyperparameters of a linear model that learns row by row. */
export interface OnlineLinearConfig {
  readonly kind: "onlineLinear";
  /** What is learned: numbers by half their squared error, or classes by their log loss. */
  readonly loss: "squared" | "logistic";
  /** Stochastic gradient descent, AdaGrad, or FTRL-proximal. */
  readonly optimizer: "sgd" | "adagrad" | "ftrl";
  /** η of SGD and AdaGrad, α of FTRL. */
  readonly learningRate: number;
  /** SGD only: the t-th update has the rate η / t^power. */
  readonly power?: number;
  /** FTRL only: β, which damps the first updates of a coordinate. */
  readonly beta?: number;
  /** λ₁ of Σ |weight|; intercepts are not penalised, and weights only when a row touches them. */
  readonly l1: number;
  /** λ₂ of ½·Σ weight². */
  readonly l2: number;
  /** Classes only: one model for each against the rest, or one distribution over all. */
  readonly multiclass?: "oneVsRest" | "softmax";
  /** Whether numbers are brought to mean 0 and variance 1 by what was seen so far, the row itself included. */
  readonly standardize: boolean;
  /** Classes to begin with, in this order; others join as they appear. */
  readonly classes?: readonly string[];
}

const rules: Readonly<Record<string, Rule>> = {
  loss: { oneOf: ["squared", "logistic"] },
  optimizer: { oneOf: ["sgd", "adagrad", "ftrl"] },
  learningRate: { min: 0, max: Number.MAX_VALUE, open: true },
  power: { min: 0, max: 1 },
  beta: { min: 0, max: Number.MAX_VALUE },
  l1: { min: 0, max: Number.MAX_VALUE },
  l2: { min: 0, max: Number.MAX_VALUE },
  multiclass: { oneOf: ["oneVsRest", "softmax"] },
  standardize: { boolean: true },
  classes: {
    accepts: (value) => Array.isArray(value) && new Set(value).size === value.length,
    expected: "class names that differ",
  },
};

/**
 * A full configuration of a linear model that learns row by row. Throws `learn.bad_config` for an unknown name, a value out of range,
 * and one that would have no effect.
 *
 * @example
 * ```ts
 * const config = onlineLinear({ loss: "logistic", optimizer: "ftrl", learningRate: 0.5, l1: 0.01 });
 * ```
 */
export function onlineLinear(config: Partial<Omit<OnlineLinearConfig, "kind">> = {}): OnlineLinearConfig {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  const full: OnlineLinearConfig = {
    ...{ loss: "logistic", optimizer: "ftrl", learningRate: 0.1, l1: 0, l2: 0, standardize: true },
    ...given,
    kind: "onlineLinear",
  };
  checkConfig("onlineLinear", full, rules);
  const { optimizer, loss } = full;
  const refuse = (isIdle: boolean, name: string, reason: string): void =>
    refuseIneffective("onlineLinear", isIdle, name, reason);
  refuse(full.power !== undefined && optimizer !== "sgd", "power", `only the rate of "sgd" falls by it`);
  refuse(full.beta !== undefined && optimizer !== "ftrl", "beta", `only "ftrl" knows it`);
  refuse(full.multiclass !== undefined && loss === "squared", "multiclass", "numbers have no classes");
  refuse(full.classes !== undefined && loss === "squared", "classes", "numbers have no classes");
  return full;
}
