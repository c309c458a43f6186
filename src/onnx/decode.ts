import { countOf, fieldsOf, GyreError, messageOf, textOf, type WireSpan, wireMessage } from "../core/index.js";
import { decodeGraph, unsupported } from "./decode-graph.js";
import { malformed } from "./malformed.js";
import type { OnnxModel, OnnxOpset } from "./types.js";

/**
 * Reads an ONNX file (a protobuf ModelProto). Unknown fields and doc strings are passed over. Cost: linear in the size.
 *
 * Fails with `onnx.malformed` and the byte offset when the file is empty, cut short or not ONNX, and with
 * `onnx.unsupported` when it is legal but holds what would be lost: sparse or outside tensors, local functions,
 * values that are not tensors, rare element types.
 */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  if (bytes.length === 0) {
    throw new GyreError("onnx.malformed", "expected an ONNX model, got an empty file (0 bytes)", {
      hint: "the file was never written; write or copy it again",
      details: { offset: 0 },
    });
  }
  const file = wireMessage(bytes, malformed);
  const numbers = { irVersion: 0, modelVersion: 0 };
  const texts = { producerName: "", producerVersion: "", domain: "" };
  const opsets: OnnxOpset[] = [];
  const metadata: [string, string][] = [];
  let graph: WireSpan | null = null;
  for (const field of fieldsOf(file)) {
    if (field.number === 1) numbers.irVersion = countOf(file, field);
    else if (field.number === 2) texts.producerName = textOf(file, field);
    else if (field.number === 3) texts.producerVersion = textOf(file, field);
    else if (field.number === 4) texts.domain = textOf(file, field);
    else if (field.number === 5) numbers.modelVersion = countOf(file, field);
    else if (field.number === 7) graph = messageOf(file, field);
    else if (field.number === 8) opsets.push(decodeOpset(messageOf(file, field)));
    else if (field.number === 14) metadata.push(decodeEntry(messageOf(file, field)));
    else if (field.number === 25) throw unsupported("a model without local functions", "one with them");
  }
  if (numbers.irVersion === 0) throw malformed("the version of the format (field 1)", bytes.length);
  if (opsets.length === 0) throw malformed("an operator set (field 8)", bytes.length);
  if (graph === null) throw malformed("a graph (field 7)", bytes.length);
  return { ...numbers, opsets, ...texts, metadata: Object.fromEntries(metadata), graph: decodeGraph(graph) };
}

function decodeOpset(message: WireSpan): OnnxOpset {
  let domain = "";
  let version = 0;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) domain = textOf(message, field);
    else if (field.number === 2) version = countOf(message, field);
  }
  return { domain, version };
}

function decodeEntry(message: WireSpan): [string, string] {
  let key = "";
  let value = "";
  for (const field of fieldsOf(message)) {
    if (field.number === 1) key = textOf(message, field);
    else if (field.number === 2) value = textOf(message, field);
  }
  return [key, value];
}
