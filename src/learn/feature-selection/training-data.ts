import { GyreError } from "../../core/index.js";
import type { FitOptions } from "../fit-options.js";
import { numbersOf } from "../preprocess/choose-columns.js";
import { rowWeights } from "../preprocess/row-weights.js";
import type { Frame } from "../table.js";
import { type Target, targetRows } from "../target.js";

/** The rows that count, and their weights. */
export interface CountedRows {
  readonly kind: string;
  readonly frame: Frame;
  /** Indices of the rows of a weight above 0. */
  readonly at: Int32Array;
  /** Their weights. */
  readonly weights: Float64Array;
  /** Σ weights. */
  readonly total: number;
}

/** The rows of `frame` that count for the step `kind`. Throws `learn.bad_table` for no rows and bad weights. */
export function countedRows(kind: string, frame: Frame, options: FitOptions): CountedRows {
  const all = rowWeights(frame, options);
  const at = Int32Array.from(all.keys()).filter((row) => all[row] > 0);
  const weights = Float64Array.from(at, (row) => all[row]);
  return { kind, frame, at, weights, total: weights.reduce((sum, weight) => sum + weight, 0) };
}

/** The target, if there is one for each row. Throws `learn.bad_config` when there is none, `learn.bad_table` for another length. */
export function neededTarget(kind: string, frame: Frame, target: Target | undefined): Target {
  if (target === undefined)
    throw new GyreError("learn.bad_config", `${kind} needs a target to compare the columns with`);
  if (targetRows(target) !== frame.rows) {
    throw new GyreError("learn.bad_table", `there are ${targetRows(target)} labels for ${frame.rows} rows`);
  }
  return target;
}

/** The failure for a target that a step cannot use. */
export function wrongTarget(kind: string, target: Pick<Target, "kind">, expected: string): GyreError {
  return new GyreError(
    "learn.bad_config",
    `${kind} compares columns with ${expected}, the target is of ${target.kind}`,
    {
      details: { target: target.kind },
    },
  );
}

/** The classes of the rows that count. */
export interface CountedClasses {
  /** The class of each counted row, numbered without gaps. */
  readonly codes: Int32Array;
  /** Σ weights of each class, above 0. */
  readonly weights: Float64Array;
}

/** The classes that the rows have. Throws `learn.bad_table` when there is only one. */
export function countedClasses({ kind, at, weights }: CountedRows, all: Int32Array): CountedClasses {
  const present = [...new Set(Array.from(at, (row) => all[row]))].sort((a, b) => a - b);
  if (present.length < 2) {
    throw new GyreError("learn.bad_table", `${kind} compares classes, but the target has only one`);
  }
  const place = new Map(present.map((code, i) => [code, i]));
  const codes = Int32Array.from(at, (row) => place.get(all[row])!);
  const sums = new Float64Array(present.length);
  codes.forEach((code, i) => {
    sums[code] += weights[i];
  });
  return { codes, weights: sums };
}

/** Squares of larger numbers do not add up. */
const LARGEST = 1e150;

/** The numbers of the rows that count. Throws `learn.bad_table` naming column and row of one that is missing or too large. */
export function countedNumbers({ kind, frame, at }: CountedRows, name: string): Float64Array {
  const values = numbersOf(frame, name, kind);
  const counted = Float64Array.from(at, (row) => values[row]);
  const missing = counted.findIndex(Number.isNaN);
  if (missing >= 0) {
    throw new GyreError(
      "learn.bad_table",
      `column "${name}" is missing in row ${at[missing]}, ${kind} needs every value`,
      {
        hint: "Put the step impute before.",
        details: { column: name, row: at[missing] },
      },
    );
  }
  const large = counted.findIndex((value) => Math.abs(value) > LARGEST);
  if (large >= 0) {
    throw new GyreError(
      "learn.bad_table",
      `column "${name}" is ${counted[large]} in row ${at[large]}, ${kind} takes numbers between −${LARGEST} and ${LARGEST}`,
      { hint: "Clip it with the step outliers before.", details: { column: name, row: at[large] } },
    );
  }
  return counted;
}

/** Σ w·x / Σ w, with a second pass that takes out the rounding of the first. */
export function weightedMean(values: Float64Array, weights: Float64Array, total: number): number {
  let mean = 0;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += weights[i] * (values[i] - mean);
    mean += sum / total;
  }
  return mean;
}
