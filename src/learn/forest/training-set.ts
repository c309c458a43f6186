import { GyreError, nearestName } from "../../core/index.js";
import type { FitOptions } from "../fit-options.js";
import { rowWeights } from "../row-weights.js";
import type { Table } from "../table.js";
import type { Target } from "../target.js";
import { binFeatures } from "./bin-features.js";
import type { ForestConfig } from "./config.js";
import { exactGrid, gridUnit } from "./exact-grid.js";
import { contentOrder } from "./row-order.js";
import { createWorkshop, type Workshop } from "./workshop.js";

/** What is to be predicted of each training row, so prepared that sums over rows are exact. */
export type TrainingTarget =
  | { readonly kind: "class"; readonly codes: Uint16Array; readonly classes: readonly string[] }
  | {
      readonly kind: "number";
      /** y / scale, near 0 in the middle: what splits are judged by. */
      readonly centred: Float64Array;
      /** y / scale as the sum of a coarse and a fine part: what leaves are made of. */
      readonly coarse: Float64Array;
      readonly fine: Float64Array;
      /** A power of two. */
      readonly scale: number;
      readonly roundProduct: (value: number) => number;
    };

/** The rows with a weight, in an order of their own, as every tree of a fit reads them. */
export interface TrainingSet {
  readonly rows: number;
  /** The columns as bins, and where trees grow. */
  readonly shop: Workshop;
  readonly target: TrainingTarget;
  /** Weight of each row times that of its class. */
  readonly weights: Float64Array;
  readonly totalWeight: number;
  /** The row of the table for each row here. */
  readonly order: Int32Array;
}

/** Prepares a fit: rows without weight left out, classes weighted, columns binned. Refuses what the configuration cannot learn. */
export function prepareTraining(config: ForestConfig, table: Table, target: Target, options: FitOptions): TrainingSet {
  const given = rowWeights(options.weights, table.rows);
  const order = contentOrder(table, target, given, options);
  const ofClass = classWeights(config, target, given);
  const bound = sumOf(order, (row) => given[row] * ofClass(row));
  const round = exactGrid(bound);
  const weights = Float64Array.from(order, (row) => round(given[row] * ofClass(row)));
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  const binned = binFeatures(table, order, weights, config.maxBins, options);
  const classes = target.kind === "class" ? target.classes.length : 0;
  const needs = { rows: order.length, channels: Math.max(2, classes), hasClasses: classes > 2 };
  return {
    rows: order.length,
    shop: createWorkshop(binned, needs),
    target: trainingTarget(target, order, weights, totalWeight),
    weights,
    totalWeight,
    order,
  };
}

/** Which weight the class of a row has. Throws `learn.bad_config` for a class that the target does not have. */
function classWeights(config: ForestConfig, target: Target, weights: Float64Array): (row: number) => number {
  const { classWeight, kind } = config;
  if (classWeight === "none") return () => 1;
  if (target.kind !== "class") {
    throw new GyreError("learn.bad_config", `${kind}: classWeight would have no effect: the target has no classes`, {
      details: { name: "classWeight" },
    });
  }
  const { codes, classes } = target;
  const ofClass =
    classWeight === "balanced" ? balanced(codes, classes.length, weights) : named(kind, classWeight, classes);
  return (row) => ofClass[codes[row]];
}

function balanced(codes: Int32Array, count: number, weights: Float64Array): number[] {
  const round = exactGrid(weights.reduce((sum, weight) => sum + weight, 0));
  const sums = new Array<number>(count).fill(0);
  codes.forEach((code, row) => {
    sums[code] += round(weights[row]);
  });
  const total = sums.reduce((sum, value) => sum + value, 0);
  const present = sums.filter((sum) => sum > 0).length;
  return sums.map((sum) => (sum > 0 ? total / (present * sum) : 0));
}

function named(kind: string, given: Readonly<Record<string, number>>, classes: readonly string[]): number[] {
  const unknown = Object.keys(given).find((name) => !classes.includes(name));
  if (unknown === undefined) return classes.map((name) => given[name] ?? 1);
  const near = nearestName(unknown, classes);
  throw new GyreError("learn.bad_config", `${kind}: classWeight has the class "${unknown}", the target does not`, {
    hint: near === undefined ? `The classes are ${classes.join(", ")}.` : `Did you mean "${near}"?`,
    details: { name: "classWeight" },
  });
}

function trainingTarget(target: Target, order: Int32Array, weights: Float64Array, total: number): TrainingTarget {
  if (target.kind === "class") {
    return { kind: "class", codes: Uint16Array.from(order, (row) => target.codes[row]), classes: target.classes };
  }
  const largest = order.reduce((most, row) => Math.max(most, Math.abs(target.values[row])), 0);
  const scale = largest === 0 ? 1 : 2 ** Math.min(1023, Math.ceil(Math.log2(largest)));
  const roundCoarse = exactGrid(2 * total);
  const roundFine = exactGrid(total * gridUnit(2 * total));
  const scaled = Float64Array.from(order, (row) => target.values[row] / scale);
  const coarse = scaled.map(roundCoarse);
  const mean = roundCoarse(coarse.reduce((sum, value, i) => sum + roundCoarse(weights[i] * value), 0) / total);
  return {
    kind: "number",
    centred: coarse.map((value) => value - mean),
    coarse,
    fine: scaled.map((value, i) => roundFine(value - coarse[i])),
    scale,
    roundProduct: roundCoarse,
  };
}

/** Bounds a sum from above whatever the order of its terms. */
function sumOf(rows: Int32Array, term: (row: number) => number): number {
  return rows.reduce((sum, row) => sum + term(row), 0);
}
