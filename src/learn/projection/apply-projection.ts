import type { Block, BlockGraph } from "../export/blocks.js";
import { numberMatrix, replaceBlocks } from "../export/blocks.js";
import { addProduct } from "../export/product.js";
import { changedFrame, numberColumn } from "../preprocess/change-frame.js";
import { numbersOf } from "../preprocess/choose-columns.js";
import type { Frame } from "../table.js";

/** Numbers in the place of columns: ((x − mean)·Cᵀ) / scale. */
export interface Projection {
  readonly kind: string;
  /** The columns that are projected, and those that come of it. */
  readonly columns: readonly string[];
  readonly outputs: readonly string[];
  /** Subtracted from each column; null for nothing. */
  readonly mean: readonly number[] | null;
  /** C, one row of `columns.length` for each output. */
  readonly components: readonly (readonly number[])[];
  /** What each output is divided by; null for nothing. */
  readonly scale: readonly number[] | null;
}

const BLOCK_ROWS = 512;

/** `frame` with the outputs, which come last, for the columns. A row with a missing value has missing outputs. */
export function projectedFrame(projection: Projection, frame: Frame): Frame {
  const { columns, outputs } = projection;
  const inputs = columns.map((name) => numbersOf(frame, name, projection.kind));
  const results = outputs.map(() => new Float64Array(frame.rows));
  for (let from = 0; from < frame.rows; from += BLOCK_ROWS) {
    projectRows(projection, inputs, results, { from, to: Math.min(frame.rows, from + BLOCK_ROWS) });
  }
  return changedFrame(frame, {
    replaced: new Map(columns.map((name) => [name, []])),
    appended: outputs.map((name, k) => numberColumn(name, results[k])),
  });
}

function projectRows(
  { mean, components, scale }: Projection,
  inputs: readonly Float64Array[],
  results: readonly Float64Array[],
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let k = 0; k < results.length; k++) {
    const into = results[k];
    for (let j = 0; j < inputs.length; j++) {
      const weight = components[k][j];
      const centre = mean === null ? 0 : mean[j];
      const input = inputs[j];
      for (let i = from; i < to; i++) into[i] += weight * (input[i] - centre);
    }
    if (scale !== null) for (let i = from; i < to; i++) into[i] /= scale[k];
  }
}

/** The same in a graph: Sub, MatMul and Div in double. */
export function addProjection(projection: Projection, target: BlockGraph): BlockGraph {
  const { graph } = target;
  const { columns, outputs, mean, components, scale } = projection;
  let value = numberMatrix(target, columns);
  if (mean !== null) value = graph.node("Sub", [value, graph.doubles(mean)]);
  const transposed = columns.flatMap((_, j) => components.map((component) => component[j]));
  value = addProduct(graph, value, graph.doubles(transposed, [columns.length, outputs.length]));
  if (scale !== null) value = graph.node("Div", [value, graph.doubles(scale)]);
  const block: Block = { kind: "number", names: outputs, value };
  return replaceBlocks(target, columns, [block]);
}

/** The names of `count` outputs: the prefix and a number from 0. */
export function outputNames(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, k) => `${prefix}${k}`);
}
