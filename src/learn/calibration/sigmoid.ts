import type { GraphBuilder } from "../../onnx/index.js";

/** 1 / (1 + e^−z) in the form that keeps small values exact and cannot overflow. */
export function sigmoid(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** log(1 + e^z), stable. */
export function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** The same as {@link sigmoid} in a graph: the runtime's own Sigmoid is 0 from −37 down. */
export function addSigmoid(graph: GraphBuilder, z: string): string {
  const one = graph.doubles([1]);
  const e = graph.node("Exp", [graph.node("Neg", [graph.node("Abs", [z])])]);
  const numerator = graph.node("Where", [graph.node("GreaterOrEqual", [z, graph.doubles([0])]), one, e]);
  return graph.node("Div", [numerator, graph.node("Add", [one, e])]);
}
