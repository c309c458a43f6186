import { readFile } from "node:fs/promises";
import { readFrame } from "../../compute/duckdb/read-frame.js";
import type { AddedColumn } from "../../compute/duckdb/write-columns.js";
import { GyreError } from "../../core/index.js";
import type { Frame, FrameColumn } from "../../learn/index.js";
import { decodeModel } from "../../onnx/index.js";
import type { Scorer, Tensor, TensorSpec } from "../../registry/index.js";
import { runtimeWhenNeeded } from "../workspace.js";
import { KIND_WORDS } from "./named-columns.js";

/** Rows that go through the model at once. */
const BATCH_ROWS = 16_384;

/** A model file, opened. */
export interface OpenModel {
  readonly scorer: Scorer;
  /** What the file says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Opens an ONNX file. Throws `data.file_missing` and `serving.model_unreadable`. */
export async function openModel(path: string): Promise<OpenModel> {
  const bytes = await readFile(path).catch(() => {
    throw new GyreError("data.file_missing", `there is no model file ${path}`);
  });
  const scorer = await runtimeWhenNeeded.load(bytes);
  return { scorer, metadata: decodeModel(bytes).metadata };
}

/** The columns of a data file that the model reads, texts where it wants texts, and `more`. */
export function readInputs(
  { scorer }: OpenModel,
  path: string,
  { more = [], signal }: { readonly more?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<Frame> {
  const names = scorer.inputs.map(({ name }) => name);
  const categories = scorer.inputs.filter(({ datatype }) => datatype === "BYTES").map(({ name }) => name);
  const only = [...new Set([...names, ...more])];
  return readFrame(path, { only, categories, ...(signal ? { signal } : {}) });
}

/** The model's outputs that go beside the rows. Throws `onnx.unsupported` where there are none. */
export function answersOf({ scorer }: OpenModel): readonly TensorSpec[] {
  const outputs = scorer.outputs.filter(({ name }) => ["label", "probabilities", "prediction"].includes(name));
  if (outputs.length > 0) return outputs;
  const found = scorer.outputs.map(({ name }) => name).join(", ");
  throw new GyreError("onnx.unsupported", `expected an output label, probabilities or prediction, got ${found}`);
}

/** What the model says of every row: its outputs as columns. */
export async function scoreFrame(
  model: OpenModel,
  frame: Frame,
  onRows?: (rows: number) => void,
): Promise<readonly AddedColumn[]> {
  const { scorer, metadata } = model;
  const missing: Readonly<Record<string, string>> = JSON.parse(metadata["gyre.missing_categories"] ?? "{}");
  const outputs = answersOf(model);
  const gathered: Tensor["data"][][] = outputs.map(() => []);
  for (let from = 0; from < frame.rows; from += BATCH_ROWS) {
    const to = Math.min(frame.rows, from + BATCH_ROWS);
    const feeds = scorer.inputs.map((input) =>
      tensorOf(input, frame, { from, to, missing: missing[input.name] ?? "" }),
    );
    const results = await scorer.infer(
      feeds,
      outputs.map(({ name }) => name),
    );
    results.forEach((result, i) => {
      gathered[i].push(result.data);
    });
    onRows?.(to);
  }
  return outputs.map((output, i) => columnOf(output, gathered[i]));
}

interface Batch {
  readonly from: number;
  readonly to: number;
  readonly missing: string;
}

function tensorOf(input: TensorSpec, frame: Frame, { from, to, missing }: Batch): Tensor {
  const column: FrameColumn | undefined = frame.columns[frame.names.indexOf(input.name)];
  const shape = input.shape.length === 1 ? [to - from] : [to - from, 1];
  if (column === undefined) throw new GyreError("data.column_missing", `the model needs a column ${input.name}`);
  if (input.datatype === "BYTES") {
    if (column.kind !== "category") throw wrongKind(input, "texts", column.kind);
    const data = Array.from(column.codes.subarray(from, to), (code) => (code < 0 ? missing : column.categories[code]));
    return { name: input.name, datatype: "BYTES", shape, data };
  }
  // A column of CSV with no value at all has no kind of its own.
  const empty = column.kind === "category" && column.categories.length === 0;
  if (!empty && column.kind !== "number" && column.kind !== "time") throw wrongKind(input, "numbers", column.kind);
  const values = empty
    ? new Float64Array(to - from).fill(Number.NaN)
    : (column as FrameColumn & { kind: "number" }).values.subarray(from, to);
  if (input.datatype === "FP64") return { name: input.name, datatype: "FP64", shape, data: values };
  if (input.datatype === "FP32") {
    return { name: input.name, datatype: "FP32", shape, data: Float32Array.from(values) };
  }
  throw new GyreError("onnx.unsupported", `the input ${input.name} has the datatype ${input.datatype}`, {
    hint: "columns of a data file go into inputs of double, float or string",
  });
}

function wrongKind(input: TensorSpec, expected: string, got: FrameColumn["kind"]): GyreError {
  const message = `the model needs ${expected} in the column ${input.name}, but the file has ${KIND_WORDS[got]} there`;
  return new GyreError("data.type_changed", message, { details: { column: input.name, expected, got } });
}

function columnOf({ name, shape }: TensorSpec, parts: readonly Tensor["data"][]): AddedColumn {
  const [first] = parts;
  if (first === undefined) return { name, kind: "number", values: new Float64Array(0) };
  if (first instanceof BigInt64Array) {
    return { name, kind: "integer", values: joined(parts as BigInt64Array[], (length) => new BigInt64Array(length)) };
  }
  if (Array.isArray(first)) return { name, kind: "text", values: (parts as string[][]).flat() };
  const values = joined(
    (parts as Float64Array[]).map((part) => Float64Array.from(part)),
    (length) => new Float64Array(length),
  );
  return { name, kind: "number", values, ...(name === "probabilities" ? { width: shape.at(-1) ?? 1 } : {}) };
}

function joined<A extends Float64Array | BigInt64Array>(parts: readonly A[], make: (length: number) => A): A {
  const all = make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    (all as Float64Array).set(part as Float64Array, at);
    at += part.length;
  }
  return all;
}
