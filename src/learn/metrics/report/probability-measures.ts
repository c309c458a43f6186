import { likeliest } from "../../prediction.js";
import { brierOfRow, checkProbabilities } from "../class-probability-loss.js";
import { prAucOf } from "../pr-auc.js";
import { meanInterval } from "../probability-loss.js";
import { calibrationErrorOf } from "../reliability.js";
import { rocAucIntervalOf, rocAucOf } from "../roc-auc.js";
import { ascendingOrder } from "../score-order.js";
import type { SplitScores } from "../scores.js";
import { weightedMean } from "../weights.js";
import type { AlignedClasses } from "./aligned.js";
import { classMeasures } from "./class-measures.js";
import type { Measure } from "./measure.js";

/** All metrics of predicted probabilities, for two classes or more; the rows' weights are `base`. */
export function probabilityMeasures(aligned: AlignedClasses, base: Float64Array): Measure[] {
  const { classes, codes, probabilities } = aligned;
  checkProbabilities(codes, probabilities);
  const k = classes.length;
  const predicted = likeliest({ kind: "class", classes, probabilities });
  const clip = Number.EPSILON;
  const logLosses = Float64Array.from(
    codes,
    (code, row) => -Math.log(Math.min(1 - clip, Math.max(clip, probabilities[row * k + code]))),
  );
  const briers = Float64Array.from(codes, (code, row) => {
    const sum = brierOfRow(probabilities, row, { classes: k, code });
    return k === 2 ? sum / 2 : sum;
  });
  return [
    ...(k === 2 ? binaryRankings(aligned, base) : [multiclassRanking(aligned)]),
    meanMeasure("logLoss", logLosses, base),
    meanMeasure("brier", briers, base),
    ...classMeasures({ actual: codes, predicted, classes: k }, base),
    k === 2 ? binaryCalibration(aligned) : topCalibration(aligned, predicted),
  ];
}

/** The mean of a loss of each row. */
export function meanMeasure(name: Measure["name"], losses: Float64Array, base: Float64Array): Measure {
  return {
    name,
    of: (weights) => weightedMean(losses.length, weights, (row) => losses[row]),
    formula: {
      method: "normal",
      interval: (level) => {
        const { low, high } = meanInterval(losses, { weights: base, level });
        return [Math.max(0, low), high];
      },
    },
  };
}

function binaryRankings(aligned: AlignedClasses, base: Float64Array): Measure[] {
  const split = splitter(labelsOf(aligned, 1), columnOf(aligned, 1));
  return [
    {
      name: "rocAuc",
      of: (weights) => rocAucOf(split(weights)),
      formula: {
        method: "DeLong, logit",
        interval: (level) => {
          const { value, low, high } = rocAucIntervalOf(split(base), { level, scale: "logit" });
          return Number.isNaN(value) ? [Number.NaN, Number.NaN] : [low, high];
        },
      },
    },
    { name: "averagePrecision", of: (weights) => prAucOf(split(weights)) },
  ];
}

/** The plain mean of each class against all others. */
function multiclassRanking(aligned: AlignedClasses): Measure {
  const splits = aligned.classes.map((_, c) => splitter(labelsOf(aligned, c), columnOf(aligned, c)));
  return {
    name: "rocAuc",
    of: (weights) => splits.reduce((sum, split) => sum + rocAucOf(split(weights)), 0) / splits.length,
  };
}

function binaryCalibration(aligned: AlignedClasses): Measure {
  const split = splitter(labelsOf(aligned, 1), columnOf(aligned, 1));
  return { name: "calibrationError", of: (weights) => calibrationErrorOf(split(weights)), bootstrap: "reflected" };
}

function topCalibration({ classes, codes, probabilities }: AlignedClasses, predicted: Int32Array): Measure {
  const hits = Uint8Array.from(predicted, (code, row) => (code === codes[row] ? 1 : 0));
  const split = splitter(
    hits,
    Float64Array.from(predicted, (code, row) => probabilities[row * classes.length + code]),
  );
  return { name: "calibrationError", of: (weights) => calibrationErrorOf(split(weights)), bootstrap: "reflected" };
}

function labelsOf({ codes }: AlignedClasses, positive: number): Uint8Array {
  return Uint8Array.from(codes, (code) => (code === positive ? 1 : 0));
}

function columnOf({ codes, probabilities, classes }: AlignedClasses, column: number): Float64Array {
  return Float64Array.from(codes, (_code, row) => probabilities[row * classes.length + column]);
}

/** Sorts once; after that any weights of the rows are split scores in O(n). */
function splitter(labels: Uint8Array, scores: Float64Array): (weights: Float64Array) => SplitScores {
  const order = ascendingOrder(scores);
  const rows = [order.filter((row) => labels[row] === 1), order.filter((row) => labels[row] === 0)];
  const [positives, negatives] = rows.map((own) => Float64Array.from(own, (row) => scores[row]));
  const scratch = rows.map((own) => new Float64Array(own.length));
  return (weights) => {
    const totals = rows.map((own, side) => gathered(weights, own, scratch[side]));
    return {
      positives,
      negatives,
      weights: [scratch[0], scratch[1]],
      positiveWeight: totals[0],
      negativeWeight: totals[1],
    };
  };
}

function gathered(weights: Float64Array, rows: Uint32Array, into: Float64Array): number {
  let total = 0;
  for (let i = 0; i < rows.length; i++) total += into[i] = weights[rows[i]];
  return total;
}
