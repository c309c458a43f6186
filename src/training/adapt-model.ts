import { GyreError } from "../core/index.js";
import type { Table } from "../learn/index.js";
import {
  decodeModel,
  encodeModel,
  type OnnxGraph,
  type OnnxModel,
  type OnnxOpset,
  withoutZipMaps,
} from "../onnx/index.js";
import { adaptInputs } from "./adapt-inputs.js";
import { adaptOutput, findProbabilities, isAsAsked, PROBABILITIES } from "./adapt-output.js";
import { renamedValues } from "./renamed-values.js";

/**
 * The model file of a script as the loop asks models: an input for each feature by its name, (n, 1), and `probabilities` (n, 2). A file
 * that is so already stays as it is, byte for byte. Others get a few nodes in front and behind:
 *
 * - an input that is no feature's name takes the number columns, or the category columns, side by side in their order;
 * - numbers are cast to the type of the input, missing ones are NaN; missing categories are the empty text;
 * - `probabilities` is the output of that name, or else the one output of floats, as a tensor; one column p becomes 1 − p and p.
 *
 * Throws `training.script_failed` for a file that fits none of this.
 */
export function adaptModel(bytes: Uint8Array, table: Table): Uint8Array {
  const plain = withoutZipMaps(bytes);
  const model = decoded(plain);
  if (model === null) return plain;
  const { graph } = model;
  const names = namesIn(graph);
  const front = adaptInputs(graph, table, names);
  const found = findProbabilities(graph);
  const isDone = isAsAsked(found);
  if (front === null && isDone) return plain;
  const renamed = new Map(front?.renamed);
  if (!isDone && names.includes(PROBABILITIES)) renamed.set(PROBABILITIES, `${PROBABILITIES}/of the script's model`);
  const inner = renamedValues(graph, renamed);
  const taken = [...names, ...renamed.values(), ...table.names];
  const value = { ...found, name: renamed.get(found.name) ?? found.name };
  const back = isDone ? null : adaptOutput(inner, value, taken);
  return encodeModel({
    ...model,
    opsets: withStandardSet(model.opsets),
    graph: {
      ...inner,
      nodes: [...(front?.nodes ?? []), ...inner.nodes, ...(back?.nodes ?? [])],
      initializers: [...(front?.initializers ?? []), ...inner.initializers, ...(back?.initializers ?? [])],
      inputs: front?.inputs ?? inner.inputs,
      outputs: back?.outputs ?? inner.outputs,
    },
  });
}

/** Null for a file with what this reader would lose: it has to be right as it is. */
function decoded(bytes: Uint8Array): OnnxModel | null {
  try {
    return decodeModel(bytes);
  } catch (error) {
    if (error instanceof GyreError && error.code === "onnx.unsupported") return null;
    throw error;
  }
}

function namesIn({ nodes, initializers, inputs }: OnnxGraph): readonly string[] {
  return [...initializers, ...inputs].map(({ name }) => name).concat(nodes.flatMap(({ outputs }) => outputs));
}

function withStandardSet(opsets: readonly OnnxOpset[]): readonly OnnxOpset[] {
  const isThere = opsets.some(({ domain }) => domain === "" || domain === "ai.onnx");
  return isThere ? opsets : [...opsets, { domain: "", version: 15 }];
}
