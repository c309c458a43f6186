import { GyreError } from "../../core/index.js";

/** Where time is cut, in milliseconds since 1970. */
export interface TimeSplitOptions {
  /** Training ends and validation begins here. */
  readonly cutMs: number;
  /** Validation rows are before this; default no end. */
  readonly untilMs?: number;
  /** Validation labels must be known by then; default any time. */
  readonly asOfMs?: number;
}

/** Row numbers, ascending. */
export interface TimeSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Divides rows by time as a deployment on the cut would have seen them: training rows happened before `cutMs` and their label was
 * known by then; validation rows happened in [cutMs, untilMs) and their label was known by `asOfMs`. A row before the cut whose
 * label came later is in neither, since its label would leak the future. `times` is when each row happened, `knownAt` when its
 * label became known (NaN = never), both `(n)` in milliseconds. Throws `learn.bad_table` when their lengths differ or a time is NaN.
 *
 * @example
 * ```ts
 * const { train, validation } = timeSplit(times, knownAt, { cutMs: Date.UTC(2013, 6, 1) });
 * ```
 */
export function timeSplit(times: Float64Array, knownAt: Float64Array, options: TimeSplitOptions): TimeSplit {
  const { cutMs, untilMs = Number.POSITIVE_INFINITY, asOfMs = Number.POSITIVE_INFINITY } = options;
  if (times.length !== knownAt.length) {
    throw new GyreError("learn.bad_table", `there are ${times.length} times but ${knownAt.length} times of knowledge`);
  }
  const train: number[] = [];
  const validation: number[] = [];
  times.forEach((time, row) => {
    if (Number.isNaN(time))
      throw new GyreError("learn.bad_table", `the time of row ${row} is NaN`, { details: { row } });
    if (time < cutMs) {
      if (knownAt[row] <= cutMs) train.push(row);
    } else if (time < untilMs && knownAt[row] <= asOfMs) validation.push(row);
  });
  return { train: Int32Array.from(train), validation: Int32Array.from(validation) };
}
