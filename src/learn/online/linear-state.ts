import type { OnlineLinearConfig } from "./linear-config.js";

/** What is remembered of a column: a number has one weight, a category one for each value seen so far. */
export type OnlineColumn =
  | {
      readonly name: string;
      readonly kind: "number";
      readonly slot: number;
      /** Σ weight, mean and Σ weight·(value − mean)² of the values seen. */
      readonly total: number;
      readonly mean: number;
      readonly squares: number;
    }
  | {
      readonly name: string;
      readonly kind: "category";
      readonly categories: readonly string[];
      readonly slots: readonly number[];
    };

/** The weights of one output and what their optimizer remembers of each; slot 0 is the intercept. */
export interface OnlineOutput {
  readonly weights: readonly number[];
  /** FTRL: z, the sum of gradients less what they moved. Empty for the others. */
  readonly sums: readonly number[];
  /** AdaGrad and FTRL: n, the sum of squared gradients. Empty for SGD. */
  readonly squares: readonly number[];
}

/** A linear model in the making: plain data, which JSON carries without loss. */
export interface OnlineLinearState {
  readonly kind: "onlineLinear";
  readonly config: OnlineLinearConfig;
  /** Known from the first batch on. */
  readonly columns: readonly OnlineColumn[];
  readonly classes: readonly string[];
  /** One for each class, or a single one for numbers. */
  readonly outputs: readonly OnlineOutput[];
  /** Weights in use, the intercept included. */
  readonly slots: number;
  /** Updates so far. */
  readonly updates: number;
}

/** A state that has seen nothing. */
export function startLinear(config: OnlineLinearConfig): OnlineLinearState {
  const classes = [...(config.classes ?? [])];
  const outputs = config.loss === "squared" ? 1 : classes.length;
  return {
    ...{ kind: "onlineLinear", config, columns: [], classes, slots: 1, updates: 0 },
    outputs: Array.from({ length: outputs }, () => ({ weights: [], sums: [], squares: [] })),
  };
}
