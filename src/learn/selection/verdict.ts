import { GREATER_IS_BETTER, type MetricName } from "../metrics/report/index.js";

/** What limits a model: too simple, too flexible, both, or nothing much. */
export type Limit = "bias" | "variance" | "both" | "neither";

/** Losses of a model on its training rows and on others, and of the best constant on the latter. */
export interface Losses {
  readonly train: number;
  readonly test: number;
  readonly constant: number;
}

/** Share of the test loss that the gap to the training loss must make up for variance to dominate, and for it to matter at all. */
const GAP_DOMINATES = 1 / 3;
const GAP_MATTERS = 1 / 10;
/** A test loss below this share of the constant's leaves little to gain. */
const LITTLE_LEFT = 0.05;

/** A metric as a loss of at least 0: itself where less is better, else 1 minus it, since all such metrics are at most 1. */
export function lossOf(name: MetricName, value: number): number {
  return GREATER_IS_BETTER[name] ? 1 - value : value;
}

/**
 * The rule: with losses of which 0 is the best, gap = test − train. A test loss below 5 % of the best constant's: neither. A gap of
 * at least a third of the test loss: variance. Of at most a tenth: bias (or noise in the target, which no data of one size tells
 * apart). Between: both.
 */
export function limitOf({ train, test, constant }: Losses): Limit {
  if (test <= LITTLE_LEFT * constant) return "neither";
  const share = (test - train) / test;
  if (share >= GAP_DOMINATES) return "variance";
  return share <= GAP_MATTERS ? "bias" : "both";
}

/** Whether a model has learned anything that holds on other rows: a test loss below 98 % of the best constant's. */
export function beatsConstant({ test, constant }: Losses): boolean {
  return test < 0.98 * constant;
}

/** The limit in a sentence. */
export function limitInWords(limit: Limit, losses: Losses, name: MetricName): string {
  const { train, test } = losses;
  const numbers = `${name} ${shown(asMetric(name, train))} on training rows, ${shown(asMetric(name, test))} on others`;
  switch (limit) {
    case "variance":
      return `Variance dominates: the model fits its training rows far better than others (${numbers}). Simplify it or regularise more.`;
    case "bias":
      return `Bias dominates, or noise that no model can predict: the model does about as badly on its training rows as on others (${numbers}). Try a more flexible model or better features.`;
    case "both":
      return `Bias and variance both matter: the model misses some of its training rows, and more of others (${numbers}).`;
    default:
      return `Neither bias nor variance is worth mentioning: hardly any loss is left (${numbers}).`;
  }
}

function asMetric(name: MetricName, loss: number): number {
  return GREATER_IS_BETTER[name] ? 1 - loss : loss;
}

/** Four significant digits. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
