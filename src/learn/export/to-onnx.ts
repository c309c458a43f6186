import { GyreError } from "../../core/index.js";
import { encodeModel, graphBuilder } from "../../onnx/index.js";
import { learner } from "../learner.js";
import type { Model } from "../model.js";
import { addOutputs, OUTPUT_NAMES } from "./add-outputs.js";
import { inputBlocks } from "./blocks.js";

/** What is written into the file besides the model. */
export interface OnnxExportOptions {
  /** The name of the graph. */
  readonly name: string;
  /** Facts for readers of the file, such as `gyre.version`; `gyre.model_kind` is always added. */
  readonly metadata?: Readonly<Record<string, string>>;
}

// Operator sets and format of ONNX 1.16, the first to have TreeEnsemble.
const IR_VERSION = 10;
const OPSETS = [
  { domain: "", version: 21 },
  { domain: "ai.onnx.ml", version: 5 },
  { domain: "com.microsoft", version: 1 },
];

/**
 * One ONNX file, in double precision, with the fitted preprocessing and the model. The same model gives the same bytes.
 *
 * Inputs, one for each column by its name, (n, 1): double for a number (missing = NaN) and for a moment (ms since epoch UTC), string
 * for a category (missing = what {@link missingCategory} gives; unknown ones mean the same) and for a text (missing = ""). Outputs of
 * a classifier: `label` (n), the likeliest class, int64 where all classes are whole numbers, else string; `probabilities` double
 * (n, K); `score` double (n, 1), the log-odds of the second of two classes, where the model has them. Of all others: `prediction`
 * double (n, 1).
 *
 * The score of trees has the bits of a plain walk when the runtime has one thread. Fails with `onnx.unsupported` when
 * the model does not fit together, or a column is named like an output.
 */
export function toOnnx(model: Model, options: OnnxExportOptions): Uint8Array {
  checkNames(model);
  const graph = graphBuilder(options.name, [...model.columns.map((column) => column.name), ...OUTPUT_NAMES]);
  addOutputs(graph, learner.addToGraph(model, inputBlocks(graph, model.columns)));
  const metadata = { ...options.metadata, "gyre.model_kind": model.kind };
  const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  const built = graph.build();
  const domains = new Set(["", ...built.nodes.map((node) => node.domain)]);
  return encodeModel({
    irVersion: IR_VERSION,
    opsets: OPSETS.filter(({ domain }) => domains.has(domain)),
    producerName: "gyre",
    producerVersion: options.metadata?.["gyre.version"] ?? "",
    domain: "",
    modelVersion: 0,
    metadata: Object.fromEntries(sorted),
    graph: built,
  });
}

function checkNames({ columns }: Model): void {
  if (columns.length === 0) throw refuse("at least one input column", "none");
  const names = new Set<string>();
  for (const column of columns) {
    const { name } = column;
    if (name === "" || names.has(name))
      throw refuse("column names that are not empty and differ", JSON.stringify(name));
    names.add(name);
    if (OUTPUT_NAMES.some((output) => output === name)) {
      throw refuse(`column names other than ${OUTPUT_NAMES.join(", ")}`, `"${name}"`, "rename the column");
    }
    if (column.kind === "category" && new Set(column.categories).size !== column.categories.length) {
      throw refuse(`differing categories of "${name}"`, "one of them twice");
    }
  }
}

function refuse(expected: string, came: string, hint?: string): GyreError {
  const message = `a model can be exported with ${expected}; got ${came}`;
  return new GyreError("onnx.unsupported", message, hint === undefined ? {} : { hint });
}
