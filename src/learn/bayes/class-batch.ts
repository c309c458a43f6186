import { GyreError } from "../../core/index.js";
import type { TableModelColumn } from "../model-column.js";
import { rowWeights } from "../row-weights.js";
import type { Frame, Table } from "../table.js";
import { modelTable } from "../table-of-frame.js";
import { type Target, targetRows } from "../target.js";

/** Rows of known class, with one weight ≥ 0 for each (default: all 1). */
export interface ClassBatch {
  readonly frame: Frame;
  readonly target: Target;
  readonly weights?: Float64Array;
}

/** A batch in a model's columns and classes. */
export interface AlignedBatch {
  readonly table: Table;
  readonly weights: Float64Array;
  /** The class of each row as a place in `classes`. */
  readonly codes: Int32Array;
  /** The model's classes, then those that it has not met before, in the order of the batch. */
  readonly classes: readonly string[];
}

/** `batch` in the columns and classes of a model. Throws `learn.bad_table` for a target of another length or kind. */
export function alignBatch(
  known: { readonly kind: string; readonly columns: readonly TableModelColumn[]; readonly classes: readonly string[] },
  batch: ClassBatch,
): AlignedBatch {
  const { target } = batch;
  if (target.kind !== "class") {
    throw new GyreError("learn.bad_table", `${known.kind} learns classes, the target is a ${target.kind}`);
  }
  const table = modelTable(known.columns, batch.frame);
  if (targetRows(target) !== table.rows) {
    throw new GyreError("learn.bad_table", `there are ${targetRows(target)} labels for ${table.rows} rows`);
  }
  const classes = [...new Set([...known.classes, ...target.classes])];
  const placeOf = new Map(classes.map((name, place) => [name, place]));
  const places = target.classes.map((name) => placeOf.get(name)!);
  const weights = rowWeights(batch.weights, table.rows);
  return { table, weights, codes: target.codes.map((code) => places[code]), classes };
}

/** `values` (k, columns) row-major with rows of zeros for the classes up to `classes`. */
export function widened(values: readonly number[], classes: number, columns: number): Float64Array {
  const wide = new Float64Array(classes * columns);
  wide.set(values);
  return wide;
}

/** The classes' weights with those of the batch. */
export function addClassWeights(known: readonly number[], { classes, codes, weights }: AlignedBatch): number[] {
  const sums = widened(known, classes.length, 1);
  for (let i = 0; i < codes.length; i++) sums[codes[i]] += weights[i];
  return Array.from(sums);
}
