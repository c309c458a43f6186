import { GyreError } from "../../core/index.js";
import { type GraphBuilder, intValue } from "../../onnx/index.js";
import type { GraphPrediction } from "../estimator.js";

/** What a member's graph says as (n, K) in the order of `classes` (0 for those that it does not know), or its values (n, 1). */
export function graphAnswers(
  graph: GraphBuilder,
  said: GraphPrediction,
  classes: readonly string[] | undefined,
): string {
  if (said.kind === "number" && classes === undefined) return said.values;
  if (said.kind === "number" || classes === undefined) {
    throw new GyreError(
      "onnx.unsupported",
      `a member says a ${said.kind}, expected ${classes ? "classes" : "a number"}`,
    );
  }
  if (said.classes.length === classes.length && classes.every((name, c) => name === said.classes[c])) {
    return said.probabilities;
  }
  const places = classes.map((name) => said.classes.indexOf(name));
  const known = places.map((place) => Math.max(0, place));
  const gathered = graph.node("Gather", [said.probabilities, graph.int64s(known)], {
    attributes: { axis: intValue(1) },
  });
  return graph.node("Mul", [
    gathered,
    graph.doubles(
      places.map((place) => (place < 0 ? 0 : 1)),
      [1, classes.length],
    ),
  ]);
}

/** The sum of `values`, added in their order. */
export function addUp(graph: GraphBuilder, values: readonly string[]): string {
  return values.reduce((sum, value) => graph.node("Add", [sum, value]));
}

/** Column `place` of a matrix, (n, 1). */
export function columnAt(graph: GraphBuilder, matrix: string, place: number): string {
  return graph.node("Gather", [matrix, graph.int64s([place])], { attributes: { axis: intValue(1) } });
}
