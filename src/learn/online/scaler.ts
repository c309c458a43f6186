import { checkNumbers, type NumberRules } from "../number-columns.js";
import { rowWeights } from "../row-weights.js";
import type { Frame, FrameColumn } from "../table.js";
import { modelTable } from "../table-of-frame.js";

/** Mean and spread so far of the columns `names`; arrays are in their order. Plain data. */
export interface RunningStandardScaler {
  readonly kind: "runningStandardScaler";
  readonly names: readonly string[];
  /** Total weight of the values seen, without missing ones. */
  readonly seen: readonly number[];
  readonly means: readonly number[];
  /** Σ w·(x − mean)². */
  readonly squares: readonly number[];
}

/** Smallest and largest value so far of the columns `names`; +∞ and −∞ where none was seen. Plain data. */
export interface RunningMinMaxScaler {
  readonly kind: "runningMinMaxScaler";
  readonly names: readonly string[];
  readonly smallest: readonly number[];
  readonly largest: readonly number[];
}

/** Any running scaler. */
export type RunningScaler = RunningStandardScaler | RunningMinMaxScaler;

/** Squares of sums stay finite up to here. */
const RULES = { kind: "a running scaler", limit: 1e150, missing: true } as const;

/** A scaler to mean 0 and variance 1 that has seen nothing. */
export function startStandardScaler(names: readonly string[]): RunningStandardScaler {
  const zeros = names.map(() => 0);
  return { kind: "runningStandardScaler", names: [...names], seen: zeros, means: zeros, squares: zeros };
}

/** A scaler to 0 … 1 that has seen nothing. */
export function startMinMaxScaler(names: readonly string[]): RunningMinMaxScaler {
  return {
    kind: "runningMinMaxScaler",
    names: [...names],
    smallest: names.map(() => Number.POSITIVE_INFINITY),
    largest: names.map(() => Number.NEGATIVE_INFINITY),
  };
}

/**
 * `state` with the rows of `frame` seen too, each `weights[i]` times (default: once); the state itself is not changed. Missing
 * values are left out. Moments are merged by Chan's form of Welford's method (Chan, Golub and LeVeque, 1979). Throws
 * `learn.bad_table` naming column and row for a number beyond ±1e150.
 *
 * @example
 * ```ts
 * let state = startStandardScaler(["price"]);
 * state = stepScaler(state, frame);
 * ```
 */
export function stepScaler<S extends RunningScaler>(state: S, frame: Frame, weights?: Float64Array): S;
export function stepScaler(state: RunningScaler, frame: Frame, weights?: Float64Array): RunningScaler {
  const w = rowWeights(weights, frame.rows);
  const columns = numbersOf(state.names, frame, { ...RULES, weights: w });
  return state.kind === "runningStandardScaler" ? addMoments(state, columns, w) : addRanges(state, columns, w);
}

/**
 * `frame` with its columns `names` scaled: (x − mean) / standard deviation (population), or (x − smallest) / (largest − smallest).
 * A column that is constant so far (within rounding) is only shifted, one without any value is left as it is; missing stays missing.
 */
export function applyScaler(state: RunningScaler, frame: Frame): Frame {
  const columns = numbersOf(state.names, frame, RULES);
  const scaled = new Map(
    state.names.map((name, j) => {
      const { shift, scale } = state.kind === "runningStandardScaler" ? standard(state, j) : minMax(state, j);
      const column: FrameColumn = { kind: "number", values: columns[j].map((value) => (value - shift) / scale) };
      return [name, column];
    }),
  );
  return { ...frame, columns: frame.columns.map((column, i) => scaled.get(frame.names[i]) ?? column) };
}

function numbersOf(names: readonly string[], frame: Frame, rules: NumberRules): Float64Array[] {
  const wanted = names.map((name) => ({ name, kind: "number" as const }));
  return modelTable(wanted, frame).columns.map((column, j) => {
    const { values } = column as { readonly values: Float64Array };
    checkNumbers(names[j], values, rules);
    return values;
  });
}

function addMoments(
  state: RunningStandardScaler,
  columns: readonly Float64Array[],
  w: Float64Array,
): RunningStandardScaler {
  const merged = columns.map((values, j) => {
    const came = momentsOf(values, w);
    const { seen, mean, squares } = { seen: state.seen[j], mean: state.means[j], squares: state.squares[j] };
    if (seen === 0 || came.seen === 0) return seen === 0 ? came : { seen, mean, squares };
    const total = seen + came.seen;
    const delta = came.mean - mean;
    return {
      seen: total,
      mean: mean + (delta * came.seen) / total,
      squares: squares + came.squares + (delta * delta * seen * came.seen) / total,
    };
  });
  return {
    ...state,
    seen: merged.map(({ seen }) => seen),
    means: merged.map(({ mean }) => mean),
    squares: merged.map(({ squares }) => squares),
  };
}

function momentsOf(values: Float64Array, w: Float64Array): { seen: number; mean: number; squares: number } {
  let seen = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (w[i] === 0 || Number.isNaN(values[i])) continue;
    seen += w[i];
    sum += w[i] * values[i];
  }
  const mean = seen === 0 ? 0 : sum / seen;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    if (w[i] > 0 && !Number.isNaN(values[i])) squares += w[i] * (values[i] - mean) ** 2;
  }
  return { seen, mean, squares };
}

function addRanges(state: RunningMinMaxScaler, columns: readonly Float64Array[], w: Float64Array): RunningMinMaxScaler {
  const smallest = [...state.smallest];
  const largest = [...state.largest];
  columns.forEach((values, j) => {
    for (let i = 0; i < values.length; i++) {
      if (w[i] === 0 || Number.isNaN(values[i])) continue;
      if (values[i] < smallest[j]) smallest[j] = values[i];
      if (values[i] > largest[j]) largest[j] = values[i];
    }
  });
  return { ...state, smallest, largest };
}

/** The rule for constants is scikit-learn's: a variance that the rounding of the mean alone could make. */
function standard(state: RunningStandardScaler, j: number): { shift: number; scale: number } {
  const [n, mean] = [state.seen[j], state.means[j]];
  if (n === 0) return { shift: 0, scale: 1 };
  const variance = state.squares[j] / n;
  const noise = n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;
  return { shift: mean, scale: variance <= noise ? 1 : Math.sqrt(variance) };
}

function minMax(state: RunningMinMaxScaler, j: number): { shift: number; scale: number } {
  const [low, high] = [state.smallest[j], state.largest[j]];
  if (low > high) return { shift: 0, scale: 1 };
  return { shift: low, scale: high === low ? 1 : high - low };
}
