import { GyreError } from "../../core/index.js";
import type { Prediction } from "../prediction.js";
import { rowWeights } from "../row-weights.js";
import type { Frame } from "../table.js";
import { tableOf, trainingTable } from "../table-of-frame.js";
import type { Target } from "../target.js";
import {
  admitCategories,
  type LearningColumn,
  learningColumns,
  observe,
  readRow,
  remembered,
} from "./linear-columns.js";
import type { OnlineLinearConfig } from "./linear-config.js";
import type { OnlineLinearState, OnlineOutput } from "./linear-state.js";
import { type Learning, type SparseRow, updateOf } from "./linear-update.js";

/** Rows to learn from, in their order. */
export interface OnlineBatch {
  readonly frame: Frame;
  readonly target: Target;
  /** A row of weight 2 is learned twice in a row, one of 2.5 once more by half; one of weight 0 is passed over. */
  readonly weights?: Float64Array;
}

/**
 * The state after the rows of a batch, learned one by one; the state before is not changed. Two batches give the bits of the one that
 * holds the rows of both. A class or category never seen before joins with weights of 0. Throws `learn.bad_table` naming column and
 * row.
 */
export function stepLinear(state: OnlineLinearState, batch: OnlineBatch): OnlineLinearState {
  const { config } = state;
  const wanted = config.loss === "squared" ? "number" : "class";
  const { target } = batch;
  if (target.kind === "relevance" || target.kind !== wanted) {
    throw new GyreError(
      "learn.bad_config",
      `onlineLinear with the loss "${config.loss}" learns a ${wanted}, the target is a ${target.kind}`,
    );
  }
  const table = trainingTable(batch.frame, target);
  const weights = rowWeights(batch.weights, table.rows);
  const { columns, slots: known } = learningColumns(state, table);
  const slots = admitCategories(columns, weights, known);
  const classes = [...state.classes];
  const outputs = state.outputs.map((output) => learningOf(output, slots));
  const placeOf = target.kind === "class" ? target.classes.map((name) => classes.indexOf(name)) : [];
  const learn = learner(config, columns, outputs);
  let { updates } = state;
  for (let row = 0; row < table.rows; row++) {
    if (weights[row] === 0) continue;
    if (target.kind === "class" && placeOf[target.codes[row]] < 0) {
      placeOf[target.codes[row]] = classes.push(target.classes[target.codes[row]]) - 1;
      outputs.push(learningOf({ weights: [], sums: [], squares: [] }, slots));
    }
    const wish = target.kind === "class" ? placeOf[target.codes[row]] : target.values[row];
    for (let left = weights[row]; left > 0; left--) learn(row, wish, Math.min(1, left), ++updates);
  }
  return {
    ...{ kind: "onlineLinear", config, classes, slots, updates, columns: remembered(columns) },
    outputs: outputs.map((output) => plainOf(output, config)),
  };
}

/** Learns one row: `wish` is the place of its class, or its number. */
function learner(config: OnlineLinearConfig, columns: readonly LearningColumn[], outputs: readonly Learning[]) {
  const update = updateOf(config);
  const row = emptyRow(columns.length);
  const isSoftmax = config.multiclass === "softmax";
  return (index: number, wish: number, weight: number, updates: number): void => {
    if (config.standardize) observe(columns, index, weight);
    readRow(columns, index, config.standardize, row);
    const scores = outputs.map((output) => scoreOf(output.weights, row));
    const expected = config.loss === "squared" ? scores : isSoftmax ? softmax(scores) : scores.map(chance);
    outputs.forEach((output, k) => {
      const actual = config.loss === "squared" ? wish : k === wish ? 1 : 0;
      update(output, row, weight * (expected[k] - actual), updates);
    });
  };
}

/**
 * What the state says of rows: numbers, or the probabilities of the classes seen so far, one against the rest brought to add up to 1.
 * Categories never seen add nothing. Throws `learn.bad_table` for a column that is missing, and before the first class was seen.
 */
export function predictOnline(state: OnlineLinearState, frame: Frame): Prediction {
  const { config, classes, outputs } = state;
  if (config.loss === "logistic" && classes.length === 0) {
    throw new GyreError("learn.bad_table", "the online model has seen no class yet");
  }
  const names = new Set(state.columns.map(({ name }) => name));
  const kept = frame.names.flatMap((name, i) => (names.has(name) ? [i] : []));
  const table = tableOf({
    rows: frame.rows,
    names: kept.map((i) => frame.names[i]),
    columns: kept.map((i) => frame.columns[i]),
  });
  const columns = state.columns.length === 0 ? [] : learningColumns(state, table).columns;
  const row = emptyRow(columns.length);
  const learned = outputs.map((output) => learningOf(output, state.slots));
  const values = new Float64Array(frame.rows * outputs.length);
  for (let i = 0; i < frame.rows; i++) {
    readRow(columns, i, config.standardize, row);
    const scores = learned.map((output) => scoreOf(output.weights, row));
    const said =
      config.loss === "squared"
        ? scores
        : config.multiclass === "softmax"
          ? softmax(scores)
          : shares(scores.map(chance));
    values.set(said, i * outputs.length);
  }
  return config.loss === "squared" ? { kind: "number", values } : { kind: "class", classes, probabilities: values };
}

function emptyRow(columns: number): SparseRow {
  return { slots: new Int32Array(columns + 1), values: new Float64Array(columns + 1), count: 0 };
}

function scoreOf(weights: Float64Array, { slots, values, count }: SparseRow): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += weights[slots[k]] * values[k];
  return sum;
}

function chance(score: number): number {
  const e = Math.exp(-Math.abs(score));
  return score >= 0 ? 1 / (1 + e) : e / (1 + e);
}

function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  return shares(scores.map((score) => Math.exp(score - most)));
}

function shares(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => (sum > 0 ? value / sum : 1 / values.length));
}

function learningOf({ weights, sums, squares }: OnlineOutput, slots: number): Learning {
  const grown = (values: readonly number[]): Float64Array => {
    const whole = new Float64Array(slots);
    whole.set(values);
    return whole;
  };
  return { weights: grown(weights), sums: grown(sums), squares: grown(squares) };
}

function plainOf({ weights, sums, squares }: Learning, { optimizer }: OnlineLinearConfig): OnlineOutput {
  return {
    weights: Array.from(weights),
    sums: optimizer === "ftrl" ? Array.from(sums) : [],
    squares: optimizer === "sgd" ? [] : Array.from(squares),
  };
}
