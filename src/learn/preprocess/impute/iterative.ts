import { checkNotCancelled, type FitOptions } from "../../fit-options.js";
import type { Frame } from "../../table.js";
import { numbersOf } from "../choose-columns.js";
import { weightedMean } from "../moments.js";
import { presentValues, refuseInfinite } from "../row-weights.js";
import type { ImputeConfig } from "./config.js";
import { fitRegression } from "./regression.js";
import type { ColumnRegression, RegressionFilling } from "./state.js";

interface Rounds {
  readonly config: ImputeConfig;
  /** The rows that count, filled as far as it is known. */
  readonly filled: readonly Float64Array[];
  /** For each column the rows that lack it, and those that have it. */
  readonly holes: readonly Int32Array[];
  readonly known: readonly Int32Array[];
  readonly weights: Float64Array;
  /** The columns that have any value, fewest missing first. */
  readonly order: readonly number[];
}

/**
 * Learns to fill each column from the others: start with the means, then round by round regress each column, fewest missing first,
 * on all the others as they are filled so far (van Buuren and Groothuis-Oudshoorn 2011, MICE; the rounds, order and stop are those
 * of scikit-learn's IterativeImputer). Throws `learn.bad_table` for an infinite value.
 */
export function fitIterative(
  config: ImputeConfig,
  frame: Frame,
  names: readonly string[],
  options: FitOptions & { readonly weights: Float64Array },
): RegressionFilling {
  const rounds = startOf(config, frame, names, options.weights);
  const start = names.map((name) => weightedMean(presentValues(numbersOf(frame, name, "impute"), options.weights)));
  rounds.filled.forEach((values, j) => {
    for (const row of rounds.holes[j]) values[row] = start[j];
  });
  const regressions: ColumnRegression[] = [];
  if (rounds.order.length < 2) return { kind: "regressions", start, regressions };
  const limit = (config.tolerance ?? 1e-3) * largestKnown(rounds);
  for (let round = 0; round < (config.rounds ?? 10); round++) {
    const before = rounds.filled.map((values, j) => Float64Array.from(rounds.holes[j], (row) => values[row]));
    for (const column of rounds.order) {
      checkNotCancelled(options);
      regressions.push(regressColumn(rounds, column));
    }
    if (largestChange(rounds, before) < limit) break;
  }
  return { kind: "regressions", start, regressions };
}

/** `columns` with the missing values filled by replaying what was learned. */
export function fillByRegression(filling: RegressionFilling, columns: readonly Float64Array[]): Float64Array[] {
  const filled = columns.map((values, j) => values.map((value) => (Number.isNaN(value) ? filling.start[j] : value)));
  const holes = columns.map((values) => rowsWhere(values, true));
  for (const regression of filling.regressions) predictInto(filled, regression, holes[regression.column]);
  return filled;
}

function startOf(config: ImputeConfig, frame: Frame, names: readonly string[], allWeights: Float64Array): Rounds {
  const counts = (_: number, row: number): boolean => allWeights[row] > 0;
  const columns = names.map((name) => {
    const values = numbersOf(frame, name, "impute");
    refuseInfinite("iterative imputation", name, values, allWeights);
    return values.filter(counts);
  });
  const weights = allWeights.filter(counts);
  const holes = columns.map((values) => rowsWhere(values, true));
  const known = columns.map((values) => rowsWhere(values, false));
  const missing = holes.map((rows) => rows.reduce((sum, row) => sum + weights[row], 0));
  const order = names
    .flatMap((_, j) => (known[j].length > 0 ? [j] : []))
    .sort((a, b) => missing[a] - missing[b] || a - b);
  return { config, filled: columns, holes, known, weights, order };
}

function regressColumn({ config, filled, holes, known, weights, order }: Rounds, column: number): ColumnRegression {
  const others = order.filter((j) => j !== column).sort((a, b) => a - b);
  const fit = fitRegression(
    config.regression ?? "bayesianRidge",
    others.map((j) => filled[j]),
    filled[column],
    { rows: known[column], weights },
  );
  const all = new Array<number>(filled.length).fill(0);
  others.forEach((j, k) => {
    all[j] = fit.weights[k];
  });
  const regression = { column, weights: all, intercept: fit.intercept };
  predictInto(filled, regression, holes[column]);
  return regression;
}

function predictInto(filled: readonly Float64Array[], regression: ColumnRegression, rows: Int32Array): void {
  const into = filled[regression.column];
  const used = regression.weights.flatMap((weight, j) => (weight === 0 ? [] : [j]));
  for (const row of rows) {
    let sum = 0;
    for (const j of used) sum += filled[j][row] * regression.weights[j];
    into[row] = sum + regression.intercept;
  }
}

function rowsWhere(values: Float64Array, missing: boolean): Int32Array {
  const rows: number[] = [];
  values.forEach((value, row) => {
    if (Number.isNaN(value) === missing) rows.push(row);
  });
  return Int32Array.from(rows);
}

function largestKnown({ filled, known }: Rounds): number {
  let largest = 0;
  filled.forEach((values, j) => {
    for (const row of known[j]) largest = Math.max(largest, Math.abs(values[row]));
  });
  return largest;
}

/** The largest sum over a row of |changes|. */
function largestChange({ filled, holes, weights }: Rounds, before: readonly Float64Array[]): number {
  const changes = new Float64Array(weights.length);
  filled.forEach((values, j) => {
    holes[j].forEach((row, i) => {
      changes[row] += Math.abs(values[row] - before[j][i]);
    });
  });
  return changes.reduce((most, change) => Math.max(most, change), 0);
}
