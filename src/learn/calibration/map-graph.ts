import { type GraphBuilder, intValue } from "../../onnx/index.js";
import type { BetaMap } from "./beta.js";
import type { IsotonicMap } from "./isotonic.js";
import type { PlattMap } from "./platt.js";
import { addSigmoid } from "./sigmoid.js";

/** Adds −(a·f + b), the log-odds of Platt's map, for the (n, 1) value `score`. */
export function addPlattScore(graph: GraphBuilder, { a, b }: PlattMap, score: string): string {
  const sum = graph.node("Add", [graph.node("Mul", [graph.doubles([a]), score]), graph.doubles([b])]);
  return graph.node("Neg", [sum]);
}

/** Adds Platt's probabilities for the (n, 1) value `score`. */
export function addPlatt(graph: GraphBuilder, map: PlattMap, score: string): string {
  return addSigmoid(graph, addPlattScore(graph, map, score));
}

/** Adds a·x + b·y + c, the log-odds of a beta map, for the (n, 1) values x = ln p and y = −ln(1 − p). */
export function addBetaScore(graph: GraphBuilder, { a, b, c }: BetaMap, x: string, y: string): string {
  const sum = graph.node("Add", [
    graph.node("Mul", [graph.doubles([a]), x]),
    graph.node("Mul", [graph.doubles([b]), y]),
  ]);
  return graph.node("Add", [sum, graph.doubles([c])]);
}

/**
 * Adds an isotonic map of the (n, 1) value `score`, clipped at the ends: the number of knots at or below it says between which two it
 * lies. Memory 9·n·knots bytes.
 */
export function addIsotonic(graph: GraphBuilder, { x, y }: IsotonicMap, score: string): string {
  const last = x.length - 1;
  const clipped = graph.node("Min", [graph.node("Max", [score, graph.doubles([x[0]])]), graph.doubles([x[last]])]);
  const [left, span, low, rise] = [
    new Float64Array(x.length),
    new Float64Array(x.length).fill(1),
    Float64Array.from(y),
    new Float64Array(x.length),
  ];
  for (let i = 0; i <= last; i++) {
    left[i] = x[i] / 2;
    if (i === last) continue;
    span[i] = x[i + 1] / 2 - x[i] / 2;
    rise[i] = y[i + 1] - y[i];
  }
  const reached = graph.node("GreaterOrEqual", [clipped, graph.doubles(x, [1, x.length])]);
  const count = graph.node("ReduceSum", [
    graph.node("Cast", [reached], { attributes: { to: intValue(7) } }),
    graph.int64s([1]),
  ]);
  const place = graph.node("Max", [graph.node("Sub", [count, graph.int64s([1])]), graph.int64s([0])]);
  const at = (values: Float64Array): string => graph.node("Gather", [graph.doubles(values), place]);
  const along = graph.node("Sub", [graph.node("Mul", [clipped, graph.doubles([0.5])]), at(left)]);
  const share = graph.node("Div", [along, at(span)]);
  return graph.node("Add", [at(low), graph.node("Mul", [share, at(rise)])]);
}
