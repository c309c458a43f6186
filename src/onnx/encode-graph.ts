import { GyreError } from "../core/index.js";
import { DATATYPES, littleEndian } from "./datatypes.js";
import type { OnnxAttribute, OnnxDimension, OnnxGraph, OnnxNode, OnnxTensor, OnnxValueInfo } from "./types.js";
import type { WireWriter } from "./wire-writer.js";

/** Writes the fields of a GraphProto. */
export function encodeGraph(out: WireWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) out.message(1, (inner) => encodeNode(inner, node));
  out.text(2, graph.name);
  for (const tensor of graph.initializers) out.message(5, (inner) => encodeTensor(inner, tensor));
  for (const input of graph.inputs) out.message(11, (inner) => encodeValueInfo(inner, input));
  for (const output of graph.outputs) out.message(12, (inner) => encodeValueInfo(inner, output));
}

function encodeNode(out: WireWriter, node: OnnxNode): void {
  for (const input of node.inputs) out.text(1, input);
  for (const output of node.outputs) out.text(2, output);
  if (node.name !== "") out.text(3, node.name);
  out.text(4, node.opType);
  for (const attribute of node.attributes) out.message(5, (inner) => encodeAttribute(inner, attribute));
  if (node.domain !== "") out.text(7, node.domain);
}

const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

function encodeAttribute(out: WireWriter, attribute: OnnxAttribute): void {
  out.text(1, attribute.name);
  encodeValue(out, attribute);
  out.int(20, ATTRIBUTE_TYPES[attribute.kind]);
}

function encodeValue(out: WireWriter, attribute: OnnxAttribute): void {
  const { kind, value } = attribute;
  if (kind === "float") out.float(2, value);
  else if (kind === "int") out.int(3, value);
  else if (kind === "string") out.text(4, value);
  else if (kind === "tensor") out.message(5, (inner) => encodeTensor(inner, value));
  else if (kind === "graph") out.message(6, (inner) => encodeGraph(inner, value));
  else if (kind === "floats") out.floats(7, value);
  else if (kind === "ints") out.ints(8, value);
  else if (kind === "strings") for (const text of value) out.text(9, text);
  else kind satisfies never;
}

function encodeTensor(out: WireWriter, tensor: OnnxTensor): void {
  const elements = tensor.dims.reduce((product, dim) => product * dim, 1);
  if (tensor.data.length !== elements) {
    const shape = `[${tensor.dims.join(", ")}]`;
    const message = `expected ${elements} elements in tensor "${tensor.name}" of shape ${shape}, got ${tensor.data.length}`;
    throw new GyreError("onnx.malformed", message);
  }
  out.ints(1, tensor.dims);
  out.int(2, DATATYPES[tensor.datatype].code);
  if (tensor.datatype === "string") for (const text of tensor.data) out.text(6, text);
  if (tensor.name !== "") out.text(8, tensor.name);
  if (tensor.datatype !== "string") out.bytes(9, rawBytes(tensor));
}

function rawBytes(tensor: Exclude<OnnxTensor, { datatype: "string" }>): Uint8Array {
  const { buffer, byteOffset, byteLength } = tensor.data;
  return littleEndian(new Uint8Array(buffer, byteOffset, byteLength).slice(), DATATYPES[tensor.datatype].sizeBytes);
}

function encodeValueInfo(out: WireWriter, info: OnnxValueInfo): void {
  const { shape } = info;
  out.text(1, info.name);
  out.message(2, (type) =>
    type.message(1, (tensor) => {
      tensor.int(1, DATATYPES[info.datatype].code);
      if (shape !== null) tensor.message(2, (inner) => encodeShape(inner, shape));
    }),
  );
}

function encodeShape(out: WireWriter, shape: readonly OnnxDimension[]): void {
  for (const dim of shape) {
    out.message(1, (inner) => {
      if (typeof dim === "number") inner.int(1, dim);
      else if (dim !== null) inner.text(2, dim);
    });
  }
}
