import { GyreError } from "../../../core/index.js";
import type { Prediction } from "../../prediction.js";
import { type Target, targetRows } from "../../target.js";
import { checkedWeights, checkPairs } from "../weights.js";
import { alignClasses } from "./aligned.js";
import type { Measure } from "./measure.js";
import { probabilityMeasures } from "./probability-measures.js";
import { rankingMeasures } from "./ranking-measures.js";
import { regressionMeasures } from "./regression-measures.js";

/** The metrics of a prediction, and the weights that they take: of the rows, or of the queries of a ranking. */
export interface Measured {
  readonly measures: readonly Measure[];
  readonly weights: Float64Array;
  /** How many passes over the rows one metric may take: the number of classes. */
  readonly width: number;
  /** The metrics of some of the rows; absent for rankings. */
  readonly sub?: (rows: Int32Array) => Measured;
}

/** All metrics of the target's kind. Throws `learn.bad_table` where target and prediction do not fit together. */
export function measuresOf(target: Target, prediction: Prediction, weights: ArrayLike<number> | undefined): Measured {
  const n = targetRows(target);
  const own = checkedWeights(weights, n) ?? new Float64Array(n).fill(1);
  if (target.kind === "class") return ofClasses(target, prediction, own);
  if (prediction.kind !== "number") throw unlike(target, prediction);
  checkPairs(target.values, prediction.values);
  if (target.kind === "number") return ofNumbers(target.values, prediction.values, own);
  const { measures, queries } = rankingMeasures(target, prediction.values, own);
  return { measures, weights: new Float64Array(queries).fill(1), width: 1 };
}

function ofClasses(
  target: Target & { readonly kind: "class" },
  prediction: Prediction,
  weights: Float64Array,
): Measured {
  if (prediction.kind !== "class") throw unlike(target, prediction);
  const rows = prediction.probabilities.length / prediction.classes.length;
  if (rows !== target.codes.length) {
    throw new GyreError("learn.bad_table", `there are predictions of ${rows} rows for ${target.codes.length} labels`);
  }
  return ofAligned(alignClasses(target, prediction, weights), weights);
}

function ofAligned(aligned: ReturnType<typeof alignClasses>, weights: Float64Array): Measured {
  const { classes, codes, probabilities } = aligned;
  const k = classes.length;
  return {
    measures: probabilityMeasures(aligned, weights),
    weights,
    width: Math.max(1, k - 1),
    sub: (rows) => {
      const picked = new Float64Array(rows.length * k);
      rows.forEach((row, i) => {
        picked.set(probabilities.subarray(row * k, row * k + k), i * k);
      });
      const some = { classes, codes: Int32Array.from(rows, (row) => codes[row]), probabilities: picked };
      return ofAligned(some, pick(weights, rows));
    },
  };
}

function ofNumbers(actual: Float64Array, predicted: Float64Array, weights: Float64Array): Measured {
  return {
    measures: regressionMeasures(actual, predicted, weights),
    weights,
    width: 1,
    sub: (rows) => ofNumbers(pick(actual, rows), pick(predicted, rows), pick(weights, rows)),
  };
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

function unlike(target: Target, prediction: Prediction): GyreError {
  const said = prediction.kind === "class" ? "classes" : "numbers";
  return new GyreError("learn.bad_table", `the prediction is of ${said}, the target of ${target.kind} values`);
}
