import type { Tensor } from "../../../registry/index.js";
import { dataText } from "../../../serving/index.js";

/**
 * A model's answer as MLflow's scoring protocol writes it: for a frame a record for each row, with every output under its name; else each
 * output whole, under its name.
 */
export function predictionsText(outputs: readonly Tensor[], isFrame: boolean): string {
  return `{"predictions":${isFrame ? recordsText(outputs) : arraysText(outputs)}}`;
}

function arraysText(outputs: readonly Tensor[]): string {
  return `{${outputs.map((tensor) => `${JSON.stringify(tensor.name)}:${nested(tensor, 0, 0)}`).join(",")}}`;
}

function recordsText(outputs: readonly Tensor[]): string {
  const rows = outputs[0]?.shape[0] ?? 0;
  const isByRow = outputs.every(({ shape }) => shape[0] === rows);
  if (!isByRow) return arraysText(outputs);
  const record = (row: number): string =>
    `{${outputs.map((tensor) => `${JSON.stringify(tensor.name)}:${cell(tensor, row)}`).join(",")}}`;
  return `[${Array.from({ length: rows }, (_, row) => record(row)).join(",")}]`;
}

/** What an output says of one row: a value where it has one for each row, else a list. */
function cell(tensor: Tensor, row: number): string {
  const size = tensor.shape.slice(1).reduce((product, extent) => product * extent, 1);
  return size === 1 ? elements(tensor, row, row + 1) : nested(tensor, 1, row);
}

/** The `index`-th part of a tensor that is left when `axis` axes are fixed. */
function nested(tensor: Tensor, axis: number, index: number): string {
  const { shape } = tensor;
  if (axis === shape.length) return elements(tensor, index, index + 1);
  const extent = shape[axis];
  if (axis === shape.length - 1) return `[${elements(tensor, index * extent, (index + 1) * extent)}]`;
  return `[${Array.from({ length: extent }, (_, i) => nested(tensor, axis + 1, index * extent + i)).join(",")}]`;
}

function elements({ data, datatype }: Tensor, from: number, to: number): string {
  return dataText(data.slice(from, to) as Tensor["data"], datatype).slice(1, -1);
}
