import type { GraphBuilder } from "../../onnx/index.js";

/** Adds ((1 + x)^λ − 1) / λ, log(1 + x) where λ = 0, for x ≥ 0, (n, d) with one λ for each column; NaN stays NaN. */
export function addPower(graph: GraphBuilder, x: string, lambdas: readonly number[]): string {
  const isZero = lambdas.map((lambda) => Math.abs(lambda) < Number.EPSILON);
  const log = addLog1p(graph, x);
  if (isZero.every((zero) => zero)) return log;
  const power = addExpm1(graph, graph.node("Mul", [graph.doubles(lambdas), log]));
  const divided = graph.node("Div", [power, graph.doubles(lambdas.map((lambda, j) => (isZero[j] ? 1 : lambda)))]);
  if (!isZero.includes(true)) return divided;
  const choice = graph.node("Greater", [graph.doubles(isZero.map(Number)), graph.doubles([0])]);
  return graph.node("Where", [choice, log, divided]);
}

/** log(1 + x) for x ≥ 0 without cancellation: log(u)·x/(u − 1) with u = 1 + x as rounded (Kahan; Higham 2002, §1.14.1). */
function addLog1p(graph: GraphBuilder, x: string): string {
  const one = graph.doubles([1]);
  const u = graph.node("Add", [x, one]);
  const log = graph.node("Log", [u]);
  const corrected = graph.node("Div", [graph.node("Mul", [log, x]), graph.node("Sub", [u, one])]);
  const small = graph.node("Where", [graph.node("Equal", [u, one]), x, corrected]);
  return graph.node("Where", [graph.node("Greater", [x, one]), log, small]);
}

/** e^z − 1 without cancellation: (u − 1)·z/log(u) with u = e^z as rounded, plainly where |z| > 1. */
function addExpm1(graph: GraphBuilder, z: string): string {
  const one = graph.doubles([1]);
  const u = graph.node("Exp", [z]);
  const difference = graph.node("Sub", [u, one]);
  const corrected = graph.node("Div", [graph.node("Mul", [difference, z]), graph.node("Log", [u])]);
  const small = graph.node("Where", [graph.node("Equal", [u, one]), z, corrected]);
  return graph.node("Where", [graph.node("Greater", [graph.node("Abs", [z]), one]), difference, small]);
}
