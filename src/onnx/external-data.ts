import { countOf, fieldsOf, GyreError, messageOf, textOf, type WireSpan, wireMessage } from "../core/index.js";
import { malformed } from "./malformed.js";
import { lengthDelimited, patched } from "./patch.js";

/** Where tensors can be within each message of the format, by field number. */
const WITHIN = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor" },
  function: { 7: "node" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph" },
  tensor: {},
} as const satisfies Record<string, Readonly<Record<number, string>>>;

type Kind = keyof typeof WITHIN;

/** A tensor's elements in a file beside the model's. */
interface Outside {
  readonly location: string;
  readonly offset: number;
  readonly length: number | null;
}

/** The files beside a model's own that hold its larger tensors, as the model names them. Throws `onnx.malformed`. */
export function externalFiles(bytes: Uint8Array): readonly string[] {
  const found = new Set<string>();
  walk(wireMessage(bytes, malformed), "model", (tensor) => {
    const outside = outsideOf(tensor);
    if (outside) found.add(outside.location);
    return null;
  });
  return [...found].sort();
}

/**
 * The model as one file, with what lay in others taken in; the same bytes when nothing did. `files` has each of
 * {@link externalFiles}. Throws `onnx.malformed` where a file is too short or missing.
 */
export function withExternalData(bytes: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return walk(wireMessage(bytes, malformed), "model", (tensor) => inlined(tensor, files)) ?? bytes;
}

function walk(message: WireSpan, kind: Kind, patchTensor: (tensor: WireSpan) => Uint8Array | null): Uint8Array | null {
  if (kind === "tensor") return patchTensor(message);
  const within: Readonly<Record<number, Kind>> = WITHIN[kind];
  return patched(message, (field) => {
    const inner = within[field.number];
    return inner === undefined ? null : walk(messageOf(message, field), inner, patchTensor);
  });
}

function outsideOf(tensor: WireSpan): Outside | null {
  const fields = fieldsOf(tensor);
  // data_location EXTERNAL, and the entries of external_data.
  if (!fields.some((field) => field.number === 14 && countOf(tensor, field) === 1)) return null;
  const entries = new Map(
    fields.filter(({ number }) => number === 13).map((field) => entryOf(messageOf(tensor, field))),
  );
  const count = (key: string): number | null => {
    const text = entries.get(key);
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
  };
  return { location: entries.get("location") ?? "", offset: count("offset") ?? 0, length: count("length") };
}

function entryOf(message: WireSpan): [key: string, value: string] {
  let [key, value] = ["", ""];
  for (const field of fieldsOf(message)) {
    if (field.number === 1) key = textOf(message, field);
    else if (field.number === 2) value = textOf(message, field);
  }
  return [key, value];
}

function inlined(tensor: WireSpan, files: ReadonlyMap<string, Uint8Array>): Uint8Array | null {
  const outside = outsideOf(tensor);
  if (!outside) return null;
  const { location, offset } = outside;
  const file = files.get(location);
  const end = offset + (outside.length ?? Math.max(0, (file?.length ?? 0) - offset));
  if (!file || end > file.length) {
    throw new GyreError(
      "onnx.malformed",
      `expected ${end} bytes in ${location}, which holds tensors of the model, got ${file?.length ?? "no such file"}`,
      { hint: "log the model again with all its files" },
    );
  }
  const isOutside = (number: number): boolean => number === 13 || number === 14;
  const raw = lengthDelimited(9, file.subarray(offset, end));
  return patched(tensor, ({ number }) => (isOutside(number) ? "drop" : null), raw);
}
