import { GyreError } from "../../core/index.js";
import type { Fold } from "./fold.js";

/** How rows in the order of time are split. */
export interface TimeSeriesOptions {
  /** How many splits; default 5. */
  readonly folds?: number | undefined;
  /** How many rows between training and test are left out; default 0. */
  readonly gap?: number | undefined;
  /** Rows in each test; default ⌊rows / (folds + 1)⌋. */
  readonly testSize?: number | undefined;
  /** The most recent rows to train on; default all before the gap. */
  readonly maxTrainSize?: number | undefined;
}

/**
 * Splits of rows that stand in the order of time, as in scikit-learn: the last `folds` blocks of `testSize` rows are tested one after
 * the other, each trained on the rows before it. Throws `learn.bad_table` when nothing would be left to train on.
 */
export function timeSeriesSplit(rows: number, options: TimeSeriesOptions = {}): Fold[] {
  const { folds = 5, gap = 0, maxTrainSize = Number.POSITIVE_INFINITY } = options;
  const testSize = options.testSize ?? Math.floor(rows / (folds + 1));
  checkWhole("folds", folds, 1);
  checkWhole("gap", gap, 0);
  if (folds + 1 > rows) throw new GyreError("learn.bad_table", `there are ${rows} rows for ${folds} splits by time`);
  checkWhole("testSize", testSize, 1);
  if (maxTrainSize !== Number.POSITIVE_INFINITY) checkWhole("maxTrainSize", maxTrainSize, 1);
  const first = rows - folds * testSize;
  if (first - gap <= 0) {
    throw new GyreError(
      "learn.bad_table",
      `${folds} tests of ${testSize} rows and a gap of ${gap} leave none of ${rows} rows to train on`,
    );
  }
  return Array.from({ length: folds }, (_, fold) => {
    const start = first + fold * testSize;
    const end = start - gap;
    return { train: range(Math.max(0, end - maxTrainSize), end), test: range(start, start + testSize) };
  });
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}

function checkWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new GyreError("learn.bad_config", `${name} is ${value}, expected a whole number of at least ${least}`);
}
