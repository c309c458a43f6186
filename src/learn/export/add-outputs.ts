import { type GraphBuilder, intsValue, intValue } from "../../onnx/index.js";
import type { GraphPrediction } from "../estimator.js";

/** The names of the outputs of exported models. */
export const OUTPUT_NAMES = ["label", "probabilities", "score", "prediction"] as const;

/** Names what a model says as the outputs of the file. */
export function addOutputs(graph: GraphBuilder, said: GraphPrediction): void {
  const named = (value: string, output: string, shape: readonly (string | number)[]): void => {
    graph.node("Identity", [value], { output });
    graph.output(output, "double", shape);
  };
  if (said.kind === "number") {
    named(said.values, "prediction", ["n", 1]);
    return;
  }
  addLabel(graph, said);
  named(said.probabilities, "probabilities", ["n", said.classes.length]);
  if (said.score !== undefined) named(said.score, "score", ["n", 1]);
}

/** The likeliest class, of equals the first. */
function addLabel(graph: GraphBuilder, { classes, probabilities }: GraphPrediction & { kind: "class" }): void {
  const code = graph.node("ArgMax", [probabilities], { attributes: { axis: intValue(1), keepdims: intValue(0) } });
  const whole = classes.every((name) => /^(0|-?[1-9]\d{0,15})$/.test(name) && Number.isSafeInteger(Number(name)));
  if (whole) {
    graph.node("Gather", [graph.int64s(classes.map(Number)), code], { output: "label" });
    graph.output("label", "int64", ["n"]);
    return;
  }
  graph.node("LabelEncoder", [code], {
    domain: "ai.onnx.ml",
    attributes: {
      keys_int64s: intsValue(classes.map((_, i) => i)),
      values_strings: { kind: "strings", value: classes },
    },
    output: "label",
  });
  graph.output("label", "string", ["n"]);
}
