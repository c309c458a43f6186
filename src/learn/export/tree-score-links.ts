import { type GraphBuilder, intValue } from "../../onnx/index.js";
import type { GraphPrediction } from "../estimator.js";
import { type ForestModel, outputsOf } from "../forest/model.js";
import type { GbdtModel } from "../model.js";
import type { Link } from "../tree/objective.js";
import type { BlockGraph } from "./blocks.js";
import { checkTrees } from "./check-trees.js";
import { addTreeSums } from "./tree-score.js";

/**
 * Adds boosted trees and their link. With two classes `score` is the log-odds of the second. Throws `onnx.unsupported` where the
 * trees do not fit together.
 */
export function addGbdtToGraph(model: GbdtModel, target: BlockGraph): GraphPrediction {
  const { columns, trees, outputs, link, classes } = model;
  checkTrees(columns, trees, 1);
  const { graph } = target;
  const score = addTreeSums({ columns, trees, outputs, leafValues: "one" }, target);
  if (classes === null) return { kind: "number", values: linked(graph, score, link) };
  if (link === "softmax") {
    return {
      kind: "class",
      classes,
      probabilities: graph.node("Softmax", [score], { attributes: { axis: intValue(1) } }),
    };
  }
  return { kind: "class", classes, probabilities: addLogistic(graph, score, [-1, 1]), score };
}

/** Adds a forest: the sums divided by the number of trees, as its prediction does. Throws `onnx.unsupported` as above. */
export function addForestToGraph(model: ForestModel, target: BlockGraph): GraphPrediction {
  const { columns, trees, classes } = model;
  const outputs = outputsOf(model);
  checkTrees(columns, trees, outputs);
  const { graph } = target;
  const sums = addTreeSums({ columns, trees, outputs, leafValues: "all" }, target);
  const means = graph.node("Div", [sums, graph.doubles([trees.length])]);
  return classes === null ? { kind: "number", values: means } : { kind: "class", classes, probabilities: means };
}

/** Adds whichever of the two the model is. */
export function addTreesToGraph(model: GbdtModel | ForestModel, target: BlockGraph): GraphPrediction {
  return model.kind === "gbdt" ? addGbdtToGraph(model, target) : addForestToGraph(model, target);
}

function linked(graph: GraphBuilder, score: string, link: Link): string {
  switch (link) {
    case "identity":
      return score;
    case "exp":
      return graph.node("Exp", [score]);
    case "logistic":
      return addLogistic(graph, score, [1]);
    case "softmax":
      return graph.node("Softmax", [score], { attributes: { axis: intValue(1) } });
  }
}

/**
 * 1 / (1 + e^−s) for s = score · each of `signs`. With e = exp(−|s|) it is 1 / (1 + e) where s ≥ 0 and e / (1 + e) elsewhere: exact to
 * a few units in the last place over the whole range, which the runtime's own Sigmoid is not.
 */
function addLogistic(graph: GraphBuilder, score: string, signs: readonly number[]): string {
  const one = graph.doubles([1]);
  const signed = graph.node("Mul", [score, graph.doubles(signs)]);
  const e = graph.node("Exp", [graph.node("Neg", [graph.node("Abs", [score])])]);
  const isPositive = graph.node("GreaterOrEqual", [signed, graph.doubles([0])]);
  return graph.node("Div", [graph.node("Where", [isPositive, one, e]), graph.node("Add", [e, one])]);
}
