import { GyreError } from "../../core/index.js";
import type { Validation } from "../fit-options.js";
import type { TableModelColumn, Tree } from "../model.js";
import { modelTable } from "../table-of-frame.js";
import { type ClassTarget, type Target, targetRows } from "../target.js";
import type { EarlyStopping, GbdtConfig } from "./gbdt-config.js";
import { type CustomLoss, type LossMetric, lossMetric } from "./objectives/index.js";
import { predictGbdtScores } from "./predict.js";

/** Watches the validation rows while trees are added. */
export interface EarlyStopper {
  /** Told of each round's trees, K, the start score inside those of the first; true once boosting is to stop. */
  readonly see: (trees: readonly Tree[]) => boolean;
  /** How many rounds to keep: up to the best one, 0 before the first. */
  readonly bestRounds: () => number;
}

/** What the trees learn from, as far as the validation rows must agree with it. */
export interface Watched {
  readonly columns: readonly TableModelColumn[];
  readonly target: Target;
  readonly outputs: number;
  readonly loss?: CustomLoss;
}

/**
 * Stops after `rounds` rounds in a row in which the metric of the loss did not get better than the best before by more than
 * `minDelta`. Scores are summed tree by tree as a prediction does. Throws `learn.bad_table` where the validation rows lack a column or have
 * a class that training does not.
 */
export function createEarlyStopper(config: GbdtConfig, watched: Watched, validation: Validation): EarlyStopper {
  const { columns, outputs } = watched;
  const table = modelTable(columns, validation.frame);
  if (targetRows(validation.target) !== table.rows) {
    throw new GyreError(
      "learn.bad_table",
      `there are ${targetRows(validation.target)} labels for ${table.rows} validation rows`,
    );
  }
  const metric = lossMetric(config, {
    target: sameClasses(watched.target, validation.target),
    ...(validation.weights && { weights: validation.weights }),
    ...(watched.loss && { loss: watched.loss }),
  });
  const patience = createPatience(config.earlyStopping as EarlyStopping, metric.better);
  const scores = new Float64Array(outputs * table.rows);
  return {
    see: (trees) => {
      const added = predictGbdtScores({ columns, trees, outputs }, table);
      for (let at = 0; at < scores.length; at++) scores[at] += added[at];
      return patience.see(metric.of(scores));
    },
    bestRounds: patience.bestRounds,
  };
}

/** Values of a metric and the best of them. */
export interface Patience {
  /** The value of the next round; true once there were enough rounds without a better one. */
  readonly see: (value: number) => boolean;
  readonly bestRounds: () => number;
}

/** Counts the rounds since the best value; the first is the best so far. NaN never betters a number. */
export function createPatience({ rounds, minDelta }: EarlyStopping, better: LossMetric["better"]): Patience {
  const sign = better === "smaller" ? 1 : -1;
  let best: number | undefined;
  let bestRound = 0;
  let round = 0;
  return {
    see: (value) => {
      round++;
      if (best === undefined || sign * value < best - minDelta) {
        best = Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value;
        bestRound = round;
      }
      return round - bestRound >= rounds;
    },
    bestRounds: () => bestRound,
  };
}

/** The validation target in the codes of the training target. */
function sameClasses(training: Target, validation: Target): Target {
  if (training.kind !== validation.kind) {
    throw new GyreError(
      "learn.bad_table",
      `the validation target is of kind "${validation.kind}", that of training "${training.kind}"`,
    );
  }
  if (training.kind !== "class" || validation.kind !== "class") return validation;
  const codeOf = validation.classes.map((name) => training.classes.indexOf(name));
  return { ...training, codes: validation.codes.map((code, row) => known(codeOf[code], row, validation)) };
}

function known(code: number, row: number, { codes, classes }: ClassTarget): number {
  if (code >= 0) return code;
  throw new GyreError(
    "learn.bad_table",
    `row ${row} of the validation rows has the class "${classes[codes[row]]}", which training does not have`,
    { details: { row } },
  );
}
