import { GyreError } from "../../core/index.js";
import { checkFolds, type Fold } from "./fold.js";

/** How rows with times are split; milliseconds like all times, or any other unit alike. */
export interface PurgedTimeOptions {
  /** How many tests; default 5. */
  readonly folds?: number | undefined;
  /** When the label of each row was settled, `(n)`: it looks at [time, labelEnd]. Default at once. */
  readonly labelEnds?: Float64Array | undefined;
  /** At least this long lies between a training row (its label's end) and the test after it; default 0. */
  readonly gapMs?: number | undefined;
  /** Also train on rows after the test. Default false: only the past is known. */
  readonly trainAfter?: boolean | undefined;
  /** With `trainAfter`: rows within this time after the test are left out; default 0. */
  readonly embargoMs?: number | undefined;
}

/**
 * Splits by time without leaks through labels that take time. Rows in the order of `times` `(n)` are cut into blocks of equal size
 * (rows of one time stay together) that are tested in turn; the first is only trained on unless `trainAfter`. A training row is dropped
 * where the interval of its label meets that of the test, widened by the gap before and by the embargo after (López de Prado 2018,
 * ch. 7). Throws `learn.bad_table` naming the row of a time that is NaN, or whose label ends before it begins.
 */
export function purgedTimeSplit(times: Float64Array, options: PurgedTimeOptions = {}): Fold[] {
  const { folds = 5, gapMs = 0, trainAfter = false, embargoMs = 0, labelEnds = times } = options;
  if (!trainAfter && embargoMs !== 0) {
    throw new GyreError("learn.bad_config", "embargoMs would have no effect: nothing after a test is trained on");
  }
  checkTimes(times, labelEnds);
  const blocks = blocksOf(times, trainAfter ? folds : folds + 1);
  checkFolds(Math.max(2, folds), trainAfter ? blocks.length : blocks.length - 1, "distinct times to test");
  return blocks.slice(trainAfter ? 0 : 1).map((block) => {
    const test = block.slice().sort();
    const start = times[block[0]];
    const end = test.reduce((latest, row) => Math.max(latest, labelEnds[row]), start);
    const train = Int32Array.from(times.keys()).filter((row) => {
      const before = times[row] < start && labelEnds[row] < start && labelEnds[row] + gapMs <= start;
      return before || (trainAfter && times[row] > end + embargoMs);
    });
    return { train, test };
  });
}

/** Rows in the order of time in `count` blocks of about equal size, cut only where the time changes. */
function blocksOf(times: Float64Array, count: number): Int32Array[] {
  const order = Int32Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b);
  const blocks: Int32Array[] = [];
  let from = 0;
  for (let block = 1; block <= count; block++) {
    let to = Math.max(from, Math.round((block * order.length) / count));
    while (to > from && to < order.length && times[order[to]] === times[order[to - 1]]) to++;
    if (to > from) blocks.push(order.slice(from, to));
    from = to;
  }
  return blocks;
}

function checkTimes(times: Float64Array, labelEnds: Float64Array): void {
  if (labelEnds.length !== times.length) {
    throw new GyreError("learn.bad_table", `there are ${labelEnds.length} ends of labels for ${times.length} times`);
  }
  const row = times.findIndex((time, i) => !(labelEnds[i] >= time));
  if (row < 0) return;
  throw new GyreError("learn.bad_table", `row ${row} has time ${times[row]} and its label ends at ${labelEnds[row]}`, {
    details: { row },
  });
}
