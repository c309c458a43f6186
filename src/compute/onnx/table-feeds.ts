import { Tensor as OrtTensor } from "onnxruntime-node";
import { GyreError, nearestName } from "../../core/index.js";
import type { Table } from "../../learn/index.js";
import type { TensorSpec } from "../../registry/index.js";

type Column = Table["columns"][number];

/** Turns tables into the tensors of one model: one input per column, (n, 1). Numbers are handed over without a copy. */
export function tableFeeds(inputs: readonly TensorSpec[]): (table: Table) => Record<string, OrtTensor> {
  // Callers reuse one array of names for many tables, so the search by name is done once for each array.
  const positions = new WeakMap<readonly string[], Int32Array>();
  return (table) => {
    let places = positions.get(table.names);
    if (!places) positions.set(table.names, (places = placesOf(inputs, table.names)));
    const feeds: Record<string, OrtTensor> = {};
    for (let i = 0; i < inputs.length; i++) {
      feeds[inputs[i].name] = columnTensor(inputs[i], table.columns[places[i]], table.rows);
    }
    return feeds;
  };
}

function placesOf(inputs: readonly TensorSpec[], names: readonly string[]): Int32Array {
  const places = new Int32Array(inputs.length);
  inputs.forEach((input, i) => {
    places[i] = names.indexOf(input.name);
    if (places[i] >= 0) return;
    const nearest = nearestName(input.name, names);
    throw new GyreError(
      "serving.bad_request",
      `the model needs the column ${input.name}, which is not among the features`,
      {
        ...(nearest ? { hint: `did you mean ${nearest}?` } : {}),
        details: { path: `/${input.name}`, expected: "a column", got: "nothing" },
      },
    );
  });
  return places;
}

function columnTensor(input: TensorSpec, column: Column, rows: number): OrtTensor {
  const dims = input.shape.length === 1 ? [rows] : [rows, 1];
  if (input.datatype === "BYTES") {
    if (column.kind !== "category") throw wrongKind(input, "category", column.kind);
    const texts = new Array<string>(rows);
    for (let i = 0; i < rows; i++) texts[i] = column.codes[i] < 0 ? "" : column.categories[column.codes[i]];
    return new OrtTensor("string", texts, dims);
  }
  if (column.kind !== "number") throw wrongKind(input, "number", column.kind);
  if (input.datatype === "FP64") return new OrtTensor("float64", column.values, dims);
  if (input.datatype === "FP32") return new OrtTensor("float32", Float32Array.from(column.values), dims);
  throw new GyreError(
    "onnx.unsupported",
    `the input ${input.name} has the datatype ${input.datatype}; a column is FP64, FP32 or BYTES`,
  );
}

function wrongKind(input: TensorSpec, expected: string, got: string): GyreError {
  return new GyreError(
    "serving.bad_request",
    `the model needs ${input.name} as a ${expected} column, but it is a ${got} column`,
    {
      details: { path: `/${input.name}`, expected, got },
    },
  );
}
