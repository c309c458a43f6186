import { GyreError, type Random } from "../../core/index.js";
import { normalQuantile } from "../../math/index.js";
import { informationOfClasses, informationOfNumbers, informationOfPairs } from "./neighbour-information.js";
import type { CountedRows } from "./training-data.js";

/** What the rows that count hold: numbers, or classes numbered from 0. */
export interface Sample {
  readonly kind: "numbers" | "codes";
  readonly values: Float64Array;
}

/** What the information of two samples is computed with. */
export interface InformationSetting {
  readonly rows: CountedRows;
  readonly neighbours: number;
  readonly random: Random;
}

/** Distinct values numbered from 0 in ascending order, NaN last. */
export function packed(values: readonly number[]): Float64Array {
  const distinct = Float64Array.from(new Set(values)).sort();
  const place = new Map(Array.from(distinct, (value, i) => [value, i]));
  return Float64Array.from(values, (value) => place.get(value)!);
}

/**
 * The mutual information of two samples in nats. Numbers are compared by distance, so they are scaled to variance 1 and their ties
 * broken by noise of 1e−10. A row of weight two is the row twice; `learn.bad_table` where a weight is no whole number, except
 * between two classifications, which need no distances.
 */
export function information(a: Sample, b: Sample, { rows, neighbours, random }: InformationSetting): number {
  if (a.kind === "codes" && b.kind === "codes") {
    const width = classCount(b);
    const pairs = new Float64Array(classCount(a) * width);
    a.values.forEach((code, i) => {
      pairs[code * width + b.values[i]] += rows.weights[i];
    });
    return informationOfPairs(pairs, width);
  }
  const [first, second] = a.kind === "numbers" ? [a, b] : [b, a];
  const order = sortedRepeated(first.values, second.values, wholeWeights(rows));
  const x = spreadOut(first.values, order, random.split("first"));
  if (second.kind === "numbers") {
    return informationOfNumbers(x, spreadOut(second.values, order, random.split("second")), neighbours);
  }
  const classes = Array.from({ length: classCount(second) }, (): number[] => []);
  order.forEach((row, i) => {
    classes[second.values[row]].push(x[i]);
  });
  return informationOfClasses(
    classes.map((found) => Float64Array.from(found)),
    neighbours,
  );
}

function classCount({ values }: Sample): number {
  return values.reduce((most, code) => Math.max(most, code + 1), 0);
}

function wholeWeights({ kind, at, weights }: CountedRows): Float64Array {
  const place = weights.findIndex((weight) => !Number.isInteger(weight));
  if (place < 0) return weights;
  throw new GyreError(
    "learn.bad_table",
    `the weight of row ${at[place]} is ${weights[place]}; ${kind} counts neighbours, so weights of numbers must be whole`,
    { hint: "Leave the weights out, or use selectAnova.", details: { row: at[place] } },
  );
}

/** Row numbers, each as often as its weight, by value and then by the other value: so the order of the rows has no part in it. */
function sortedRepeated(values: Float64Array, others: Float64Array, times: Float64Array): Int32Array {
  const sorted = Int32Array.from(values.keys()).sort((i, j) => values[i] - values[j] || others[i] - others[j]);
  const repeated = new Int32Array(times.reduce((sum, count) => sum + count, 0));
  let place = 0;
  for (const row of sorted) {
    repeated.fill(row, place, place + times[row]);
    place += times[row];
  }
  return repeated;
}

/** The values in the given order, scaled to variance 1 and moved by normal noise of 1e−10 of their mean size, at least of 1. */
function spreadOut(values: Float64Array, order: Int32Array, random: Random): Float64Array {
  const n = order.length;
  const found = Float64Array.from(order, (row) => values[row]);
  const scale = deviation(found);
  for (let i = 0; i < n; i++) found[i] /= scale;
  const size = found.reduce((sum, value) => sum + Math.abs(value), 0) / n;
  const noise = 1e-10 * Math.max(1, size);
  for (let i = 0; i < n; i++) found[i] += noise * normalQuantile(random.next() + 2 ** -54);
  return found;
}

/** The population standard deviation; 1 of a constant. */
function deviation(values: Float64Array): number {
  if (values.every((value) => value === values[0])) return 1;
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
}
