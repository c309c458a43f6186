import { GyreError } from "../../core/index.js";
import type { Column, Frame } from "../table.js";
import { modelTable } from "../table-of-frame.js";
import { encodedWidth, refuseInfinite } from "./encodings.js";
import type { LinearEncoding, LinearTerms } from "./model.js";

/**
 * η of the rows of `frame`, one array for each output. Columns are found by name and categories by their value; unknown ones count as
 * none. Throws `learn.bad_table` for a missing column, one of another kind, or an infinite number.
 */
export function linearOutputs(model: LinearTerms, frame: Frame): Float64Array[] {
  const table = modelTable(model.columns, frame);
  table.columns.forEach((column, i) => {
    if (column.kind !== "number") return;
    refuseInfinite(table.names[i], column.values);
    refuseFar(table.names[i], column.values, model.encodings[i]);
  });
  const width = model.encodings.reduce((sum, encoding) => sum + encodedWidth(encoding), 0);
  return model.intercepts.map((intercept, k) => {
    const sums = new Float64Array(table.rows).fill(intercept);
    let at = k * width;
    model.encodings.forEach((encoding, i) => {
      const end = at + encodedWidth(encoding);
      addColumn(sums, encoding, model.weights.slice(at, end), table.columns[i]);
      at = end;
    });
    return sums;
  });
}

/** Refuses numbers whose distance from the training mean is more than a double holds. */
function refuseFar(name: string, values: Float64Array, encoding: LinearEncoding): void {
  if (encoding.kind !== "number") return;
  const { mean, scale } = encoding;
  const row = values.findIndex((value) => Math.abs((value - mean) / scale) === Number.POSITIVE_INFINITY);
  if (row < 0) return;
  throw new GyreError(
    "learn.bad_table",
    `column "${name}" is ${values[row]} in row ${row}, too far from its training mean ${mean}`,
    { hint: "Bound it, or take its logarithm, before the fit.", details: { column: name, row } },
  );
}

function addColumn(sums: Float64Array, encoding: LinearEncoding, weights: readonly number[], column: Column): void {
  if (encoding.kind === "number" && column.kind === "number") {
    const { fill, mean, scale } = encoding;
    const { values } = column;
    const [weight, ifMissing = 0] = weights;
    for (let i = 0; i < sums.length; i++) {
      const value = values[i];
      if (!Number.isNaN(value)) sums[i] += weight * ((value - mean) / scale);
      else sums[i] += weight * ((fill - mean) / scale) + ifMissing;
    }
  } else if (encoding.kind === "category" && column.kind === "category") {
    const weightOf = new Float64Array(column.categories.length);
    encoding.codes.forEach((code, k) => {
      weightOf[code] = weights[k];
    });
    for (let i = 0; i < sums.length; i++) if (column.codes[i] >= 0) sums[i] += weightOf[column.codes[i]];
  }
}

/** Σ |weight| over the encoded numbers of each column, numbers standardised, over all outputs. */
export function linearImportance(model: LinearTerms): number[] {
  const widths = model.encodings.map(encodedWidth);
  const width = widths.reduce((sum, value) => sum + value, 0);
  let first = 0;
  return widths.map((count) => {
    let sum = 0;
    for (let at = first; at < model.weights.length; at += width) {
      for (let k = 0; k < count; k++) sum += Math.abs(model.weights[at + k]);
    }
    first += count;
    return sum;
  });
}
