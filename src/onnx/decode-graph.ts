import {
  bigintOf,
  bigintsOf,
  countOf,
  fieldsOf,
  floatsOf,
  GyreError,
  messageOf,
  textOf,
  type WireField,
  type WireSpan,
} from "../core/index.js";
import { datatypeOf } from "./datatypes.js";
import { decodeTensor, unsupportedType } from "./decode-tensor.js";
import { malformed } from "./malformed.js";
import type {
  OnnxAttribute,
  OnnxAttributeValue,
  OnnxDimension,
  OnnxGraph,
  OnnxInt,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from "./types.js";

/** A GraphProto. Shape hints of inner values and doc strings are passed over. */
export function decodeGraph(message: WireSpan): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  let name = "";
  for (const field of fieldsOf(message)) {
    if (field.number === 1) nodes.push(decodeNode(messageOf(message, field)));
    else if (field.number === 2) name = textOf(message, field);
    else if (field.number === 5) initializers.push(decodeTensor(messageOf(message, field)));
    else if (field.number === 11) inputs.push(decodeValueInfo(messageOf(message, field)));
    else if (field.number === 12) outputs.push(decodeValueInfo(messageOf(message, field)));
    else if (field.number === 15) throw unsupported("dense initializers", "a sparse one");
  }
  return { name, nodes, initializers, inputs, outputs };
}

function decodeNode(message: WireSpan): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: OnnxAttribute[] = [];
  const texts = { name: "", opType: "", domain: "" };
  for (const field of fieldsOf(message)) {
    if (field.number === 1) inputs.push(textOf(message, field));
    else if (field.number === 2) outputs.push(textOf(message, field));
    else if (field.number === 3) texts.name = textOf(message, field);
    else if (field.number === 4) texts.opType = textOf(message, field);
    else if (field.number === 5) attributes.push(decodeAttribute(messageOf(message, field)));
    else if (field.number === 7) texts.domain = textOf(message, field);
  }
  if (texts.opType === "") throw malformed("a node with an operator", message.start);
  return { ...texts, inputs, outputs, attributes };
}

function decodeAttribute(message: WireSpan): OnnxAttribute {
  const fields = fieldsOf(message);
  const nameField = fields.findLast((field) => field.number === 1);
  const typeField = fields.findLast((field) => field.number === 20);
  if (nameField === undefined) throw malformed("an attribute with a name", message.start);
  const name = textOf(message, nameField);
  const type = typeField === undefined ? 0 : countOf(message, typeField);
  return { name, ...attributeValue(message, fields, type, name) };
}

function attributeValue(message: WireSpan, fields: WireField[], type: number, name: string): OnnxAttributeValue {
  const all = (number: number): WireField[] => fields.filter((field) => field.number === number);
  // A field at its default may be left out by other writers: 0, or "".
  const last = (number: number): WireField | undefined => all(number).at(-1);
  const required = (number: number): WireField => {
    const field = last(number);
    if (field === undefined) throw malformed(`a value for attribute "${name}"`, message.start);
    return field;
  };
  switch (type) {
    case 1:
      return { kind: "float", value: last(2) ? (floatsOf(message, required(2), 4)[0] ?? 0) : 0 };
    case 2:
      return { kind: "int", value: last(3) ? intOf(bigintOf(message, required(3))) : 0 };
    case 3:
      return { kind: "string", value: last(4) ? textOf(message, required(4)) : "" };
    case 4:
      return { kind: "tensor", value: decodeTensor(messageOf(message, required(5))) };
    case 5:
      return { kind: "graph", value: decodeGraph(messageOf(message, required(6))) };
    case 6:
      return { kind: "floats", value: all(7).flatMap((field) => floatsOf(message, field, 4)) };
    case 7:
      return { kind: "ints", value: all(8).flatMap((field) => bigintsOf(message, field).map(intOf)) };
    case 8:
      return { kind: "strings", value: all(9).map((field) => textOf(message, field)) };
    default:
      throw unsupported(`a known attribute type for "${name}"`, `type number ${type}`);
  }
}

function intOf(value: bigint): OnnxInt {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decodeValueInfo(message: WireSpan): OnnxValueInfo {
  let name = "";
  let type: WireSpan | null = null;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) name = textOf(message, field);
    else if (field.number === 2) type = messageOf(message, field);
  }
  if (type === null) throw malformed(`a type for "${name}"`, message.start);
  const tensor = fieldsOf(type).find((field) => field.number === 1);
  if (tensor === undefined) throw unsupported(`a tensor as "${name}"`, "another kind of value");
  return { name, ...decodeTensorType(messageOf(type, tensor), name) };
}

function decodeTensorType(message: WireSpan, name: string): Omit<OnnxValueInfo, "name"> {
  let code = 0;
  let shape: OnnxDimension[] | null = null;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) code = countOf(message, field);
    else if (field.number === 2) shape = decodeShape(messageOf(message, field));
  }
  const datatype = datatypeOf(code);
  if (datatype === undefined) throw unsupportedType(code, `"${name}"`);
  return { datatype, shape };
}

function decodeShape(message: WireSpan): OnnxDimension[] {
  const dims = fieldsOf(message).filter((field) => field.number === 1);
  return dims.map((dim) => {
    const inner = messageOf(message, dim);
    let extent: OnnxDimension = null;
    for (const field of fieldsOf(inner)) {
      if (field.number === 1) extent = countOf(inner, field);
      else if (field.number === 2) extent = textOf(inner, field);
    }
    return extent;
  });
}

/** The failure for a legal file that uses what this reader would not keep. */
export function unsupported(expected: string, came: string): GyreError {
  return new GyreError("onnx.unsupported", `expected ${expected} in the ONNX file, got ${came}`);
}
