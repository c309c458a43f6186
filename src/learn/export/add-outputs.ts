import { type GraphBuilder, intValue } from "../../onnx/index.js";

/**
 * Adds what is read from the (n, 1) value `score`: `label`, 1 where the score is above 0, and `probabilities`, the
 * chances of 0 and of 1.
 *
 * With s = ∓score and e = exp(−|score|), a probability is 1 / (1 + e) where s ≥ 0 and e / (1 + e) elsewhere: both are
 * exact to a few units in the last place over the whole range. The runtime's own Sigmoid is not: in double it gives 0
 * from a score of −37 down.
 */
export function addOutputs(graph: GraphBuilder, score: string): void {
  const one = graph.doubles([1]);
  const signed = graph.node("Mul", [score, graph.doubles([-1, 1])]);
  const size = graph.node("Abs", [score]);
  const e = graph.node("Exp", [graph.node("Neg", [size])]);
  const zero = graph.doubles([0]);
  const numerator = graph.node("Where", [graph.node("GreaterOrEqual", [signed, zero]), one, e]);
  graph.node("Div", [numerator, graph.node("Add", [e, one])], { output: "probabilities" });

  const positive = graph.node("Greater", [score, zero]);
  const label = graph.node("Cast", [positive], { attributes: { to: intValue(7) } });
  graph.node("Squeeze", [label, graph.int64s([1])], { output: "label" });

  graph.output("label", "int64", ["n"]);
  graph.output("probabilities", "double", ["n", 2]);
  graph.output("score", "double", ["n", 1]);
}
