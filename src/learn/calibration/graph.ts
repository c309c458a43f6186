import { type GraphBuilder, intValue } from "../../onnx/index.js";
import { addUp, columnAt, graphAnswers } from "../ensemble/member-graph.js";
import type { GraphPrediction, Learner } from "../estimator.js";
import type { BlockGraph } from "../export/blocks.js";
import { addProduct } from "../export/product.js";
import { BETA_CLIP } from "./beta.js";
import { addBetaScore, addIsotonic, addPlattScore } from "./map-graph.js";
import { ISOTONIC_STEPS, LEAST_PROBABILITY } from "./member.js";
import type { CalibratedMember, CalibratedModel, CalibrationMap } from "./model.js";
import { addSigmoid } from "./sigmoid.js";

/** Probabilities (n, K), and for two classes their log-odds where the map has them. */
interface Corrected {
  readonly probabilities: string;
  readonly score?: string;
}

/** Adds the members and their corrections to a graph. */
export function addCalibratedToGraph(model: CalibratedModel, target: BlockGraph, learner: Learner): GraphPrediction {
  const { graph } = target;
  const { classes, members } = model;
  const parts = members.map((member) => {
    const said = learner.addToGraph(member.model, target);
    return addMember(graph, member, graphAnswers(graph, said, classes), classes.length);
  });
  if (parts.length === 1) return { kind: "class", classes, ...parts[0] };
  const sum = addUp(
    graph,
    parts.map(({ probabilities }) => probabilities),
  );
  return { kind: "class", classes, probabilities: graph.node("Div", [sum, graph.doubles([parts.length])]) };
}

function addMember(graph: GraphBuilder, member: CalibratedMember, probabilities: string, k: number): Corrected {
  const { maps, scale } = member;
  if (maps.length === 0) return { probabilities };
  const [first] = maps;
  if (first.kind === "temperature") return addTemperature(graph, first.beta, probabilities, k);
  if (k === 2) {
    const [p, q] = [columnAt(graph, probabilities, 1), columnAt(graph, probabilities, 0)];
    return addBinary(graph, first, scale, p, q);
  }
  const others = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 0 : 1));
  const rest = addProduct(graph, probabilities, graph.doubles(others, [k, k]));
  const columns = maps.map((map, c) => {
    const [p, q] = [columnAt(graph, probabilities, c), columnAt(graph, rest, c)];
    return probabilityOf(graph, map, scale, p, q);
  });
  const joined = graph.node("Concat", columns, { attributes: { axis: intValue(1) } });
  const total = graph.node("ReduceSum", [joined, graph.int64s([1])]);
  const some = graph.node("Greater", [total, graph.doubles([0])]);
  const shares = graph.node("Div", [joined, total]);
  return { probabilities: graph.node("Where", [some, shares, graph.doubles([1 / k])]) };
}

function addTemperature(graph: GraphBuilder, beta: number, probabilities: string, k: number): Corrected {
  const logits = graph.node("Mul", [graph.doubles([beta]), logarithm(graph, probabilities, LEAST_PROBABILITY)]);
  const softmax = graph.node("Softmax", [logits], { attributes: { axis: intValue(1) } });
  if (k !== 2) return { probabilities: softmax };
  return { probabilities: softmax, score: graph.node("Sub", [columnAt(graph, logits, 1), columnAt(graph, logits, 0)]) };
}

function addBinary(
  graph: GraphBuilder,
  map: CalibrationMap,
  scale: CalibratedMember["scale"],
  p: string,
  q: string,
): Corrected {
  const join = (pair: readonly string[]): string => graph.node("Concat", pair, { attributes: { axis: intValue(1) } });
  if (map.kind === "isotonic") {
    const yes = probabilityOf(graph, map, scale, p, q);
    return { probabilities: join([graph.node("Sub", [graph.doubles([1]), yes]), yes]) };
  }
  const score = scoreOf(graph, map, scale, p, q);
  return { probabilities: addSigmoid(graph, join([graph.node("Neg", [score]), score])), score };
}

function probabilityOf(
  graph: GraphBuilder,
  map: CalibrationMap,
  scale: CalibratedMember["scale"],
  p: string,
  q: string,
): string {
  if (map.kind !== "isotonic") return addSigmoid(graph, scoreOf(graph, map, scale, p, q));
  const steps = graph.doubles([ISOTONIC_STEPS]);
  const score = graph.node("Mul", [raw(graph, scale, p, q), steps]);
  const whole = graph.node("Floor", [graph.node("Add", [score, graph.doubles([0.5])])]);
  return addIsotonic(graph, map, graph.node("Div", [whole, steps]));
}

/** Log-odds after the correction. */
function scoreOf(
  graph: GraphBuilder,
  map: CalibrationMap,
  scale: CalibratedMember["scale"],
  p: string,
  q: string,
): string {
  if (map.kind === "beta") {
    const y = graph.node("Neg", [logarithm(graph, q, BETA_CLIP)]);
    return addBetaScore(graph, map, logarithm(graph, p, BETA_CLIP), y);
  }
  return map.kind === "platt" ? addPlattScore(graph, map, raw(graph, scale, p, q)) : p;
}

function raw(graph: GraphBuilder, scale: CalibratedMember["scale"], p: string, q: string): string {
  if (scale === "probability") return p;
  return graph.node("Sub", [logarithm(graph, p, LEAST_PROBABILITY), logarithm(graph, q, LEAST_PROBABILITY)]);
}

function logarithm(graph: GraphBuilder, p: string, least: number): string {
  return graph.node("Log", [graph.node("Max", [p, graph.doubles([least])])]);
}
