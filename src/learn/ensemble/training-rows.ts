import { createRandom, GyreError } from "../../core/index.js";
import type { FitOptions } from "../fit-options.js";
import { rowWeights } from "../row-weights.js";
import type { Frame } from "../table.js";
import { type Target, targetRows } from "../target.js";
import type { WeightedRows } from "./inner-folds.js";
import type { InnerOptions } from "./out-of-fold.js";

/** The rows and weights of a fit whose members check the columns. Throws `learn.bad_table` for no rows or a target of another length. */
export function weightedRows(frame: Frame, target: Target, options: FitOptions): WeightedRows {
  if (frame.rows === 0) throw new GyreError("learn.bad_table", "the table has no rows; a fit needs at least one");
  if (targetRows(target) !== frame.rows) {
    throw new GyreError("learn.bad_table", `there are ${targetRows(target)} labels for ${frame.rows} rows`);
  }
  return { frame, target, weights: rowWeights(options.weights, frame.rows) };
}

/** The part of a fit's options that reaches its members; chance from a fixed seed where none is given. */
export function innerOptions({ random = createRandom("gyre/learn"), signal }: FitOptions): InnerOptions {
  return { random, ...(signal && { signal }) };
}
