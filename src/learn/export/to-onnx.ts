import { encodeModel, graphBuilder } from "../../onnx/index.js";
import type { Model } from "../model.js";
import { addOutputs } from "./add-outputs.js";
import { checkModel, OUTPUT_NAMES } from "./check-model.js";
import { addLogisticScore } from "./logistic-score.js";
import { addTreeScore } from "./tree-score.js";

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
];

/**
 * One ONNX file, in double precision, with the fitted preprocessing and the model. The same model gives the same bytes.
 *
 * Inputs, one for each column by its name, (n, 1): double for a number (missing = NaN), string for a category (missing
 * = what {@link missingCategory} gives; unknown ones mean the same). Outputs: `label` int64 (n), 1 where the score is
 * above 0; `probabilities` double (n, 2), of 0 and of 1; `score` double (n, 1), the log-odds.
 *
 * The score of trees has the bits of a plain walk when the runtime has one thread. Fails with `onnx.unsupported` when
 * the model does not fit together, or a column is named like an output.
 */
export function toOnnx(model: Model, options: OnnxExportOptions): Uint8Array {
  checkModel(model);
  const columnNames = model.columns.map((column) => column.name);
  const graph = graphBuilder(options.name, [...columnNames, ...OUTPUT_NAMES]);
  for (const column of model.columns)
    graph.input(column.name, column.kind === "number" ? "double" : "string", ["n", 1]);
  if (model.kind === "gbdt") addTreeScore(graph, model, "score");
  else addLogisticScore(graph, model, "score");
  addOutputs(graph, "score");
  const metadata = { ...options.metadata, "gyre.model_kind": model.kind };
  const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return encodeModel({
    irVersion: IR_VERSION,
    opsets: OPSETS,
    producerName: "gyre",
    producerVersion: options.metadata?.["gyre.version"] ?? "",
    domain: "",
    modelVersion: 0,
    metadata: Object.fromEntries(sorted),
    graph: graph.build(),
  });
}
