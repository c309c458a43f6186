import type { OnnxAttributeValue } from "./types.js";

/** A whole number as the value of an attribute. */
export function intValue(value: number): OnnxAttributeValue {
  return { kind: "int", value };
}

/** Whole numbers as the value of an attribute. */
export function intsValue(value: readonly number[]): OnnxAttributeValue {
  return { kind: "ints", value };
}

/** Doubles as the value of an attribute: a tensor of one dimension, since plain `floats` have 32 bits. */
export function doublesValue(values: readonly number[]): OnnxAttributeValue {
  const data = Float64Array.from(values);
  return { kind: "tensor", value: { name: "", datatype: "double", dims: [data.length], data } };
}

/** Small whole numbers (0 to 255) as a tensor of one dimension. */
export function bytesValue(values: readonly number[]): OnnxAttributeValue {
  const data = Uint8Array.from(values);
  return { kind: "tensor", value: { name: "", datatype: "uint8", dims: [data.length], data } };
}

/** Texts as a tensor of one dimension. */
export function textsValue(values: readonly string[]): OnnxAttributeValue {
  return { kind: "tensor", value: { name: "", datatype: "string", dims: [values.length], data: values } };
}
