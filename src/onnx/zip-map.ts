import {
  bytesOf,
  countOf,
  fieldsOf,
  messageOf,
  textOf,
  type WireField,
  type WireSpan,
  wireMessage,
} from "../core/index.js";
import { malformed } from "./malformed.js";
import { lengthDelimited, type Patch, patched } from "./patch.js";
import { wireWriter } from "./wire-writer.js";

/** An operation that turns a row of probabilities into a dictionary of them by class. */
interface ZipMap {
  readonly input: string;
  readonly output: string;
  readonly classes: number;
}

const FLOAT = 1;
/** Of the standard set: files of version 3, the oldest format in use, may name no later one. */
const STANDARD_SET = 8;

/**
 * The model with each ZipMap among its outputs taken out, so that what it gives is a tensor of one column for each class, in their
 * order, under the same name; the same bytes when it has none. Throws `onnx.malformed`.
 */
export function withoutZipMaps(bytes: Uint8Array): Uint8Array {
  const model = wireMessage(bytes, malformed);
  const without = patched(model, (field) => (field.number === 7 ? patchedGraph(messageOf(model, field)) : null));
  if (!without) return bytes;
  const hasStandardSet = fieldsOf(model).some(
    (field) => field.number === 8 && ["", "ai.onnx"].includes(textIn(messageOf(model, field), 1)),
  );
  return hasStandardSet ? without : withStandardSet(without);
}

/** Identity, which takes the place of a ZipMap, is in the standard set, and models of trees alone may do without that. */
function withStandardSet(bytes: Uint8Array): Uint8Array {
  const opset = wireWriter();
  opset.int(2, STANDARD_SET);
  const field = lengthDelimited(8, opset.finish());
  const whole = new Uint8Array(bytes.length + field.length);
  whole.set(bytes);
  whole.set(field, bytes.length);
  return whole;
}

function patchedGraph(graph: WireSpan): Uint8Array | null {
  const fields = fieldsOf(graph);
  const outputs = new Set(
    fields.filter(({ number }) => number === 12).map((field) => textIn(messageOf(graph, field), 1)),
  );
  const zipMaps = new Map<WireField["start"], ZipMap>();
  for (const field of fields) {
    const zipMap = field.number === 1 ? zipMapOf(messageOf(graph, field)) : null;
    if (zipMap && outputs.has(zipMap.output)) zipMaps.set(field.start, zipMap);
  }
  const byOutput = new Map([...zipMaps.values()].map((zipMap) => [zipMap.output, zipMap]));
  return patched(graph, (field): Patch => {
    if (field.number === 1) {
      const zipMap = zipMaps.get(field.start);
      return zipMap ? identity(zipMap) : null;
    }
    const zipMap = field.number === 12 ? byOutput.get(textIn(messageOf(graph, field), 1)) : undefined;
    return zipMap ? probabilities(zipMap, valueType(messageOf(graph, field))) : null;
  });
}

function zipMapOf(node: WireSpan): ZipMap | null {
  if (textIn(node, 4) !== "ZipMap" || textIn(node, 7) !== "ai.onnx.ml") return null;
  let classes = 0;
  for (const field of fieldsOf(node)) {
    if (field.number !== 5) continue;
    const attribute = messageOf(node, field);
    const name = textIn(attribute, 1);
    if (name === "classlabels_strings") classes = Math.max(classes, countOfField(attribute, 9));
    if (name === "classlabels_int64s") classes = Math.max(classes, countOfIntegers(attribute));
  }
  return { input: textIn(node, 1), output: textIn(node, 2), classes };
}

function identity({ input, output }: ZipMap): Uint8Array {
  const node = wireWriter();
  node.text(1, input);
  node.text(2, output);
  node.text(3, `Identity/${output}`);
  node.text(4, "Identity");
  return node.finish();
}

/** The element type of the maps' values: converters write double ones too, which no runtime has for maps. */
function valueType(output: WireSpan): number {
  // type → sequence → its element → map → its value → tensor → element type
  let message = output;
  for (const number of [2, 4, 1, 5, 2, 1]) {
    const field = fieldsOf(message).find((one) => one.number === number);
    if (!field) return FLOAT;
    message = messageOf(message, field);
  }
  const elements = fieldsOf(message).find(({ number }) => number === 1);
  return elements ? countOf(message, elements) : FLOAT;
}

/** A value with any number of rows and one column for each class. */
function probabilities({ output, classes }: ZipMap, elementType: number): Uint8Array {
  const value = wireWriter();
  value.text(1, output);
  value.message(2, (type) =>
    type.message(1, (tensor) => {
      tensor.int(1, elementType);
      tensor.message(2, (shape) => {
        shape.message(1, (rows) => rows.text(2, "n"));
        shape.message(1, (columns) => {
          if (classes > 0) columns.int(1, classes);
          else columns.text(2, "classes");
        });
      });
    }),
  );
  return value.finish();
}

function textIn(message: WireSpan, number: number): string {
  const field = fieldsOf(message).find((one) => one.number === number);
  return field ? textOf(message, field) : "";
}

function countOfField(message: WireSpan, number: number): number {
  return fieldsOf(message).filter((field) => field.number === number).length;
}

/** Packed or one by one: the last byte of each number has its highest bit clear. */
function countOfIntegers(attribute: WireSpan): number {
  return fieldsOf(attribute)
    .filter(({ number }) => number === 8)
    .reduce((sum, field) => {
      if (field.wire === 0) return sum + 1;
      return sum + bytesOf(attribute, field).reduce((count, byte) => count + (byte < 128 ? 1 : 0), 0);
    }, 0);
}
