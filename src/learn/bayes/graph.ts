import { type GraphBuilder, intValue } from "../../onnx/index.js";
import type { GraphPrediction } from "../estimator.js";
import { type BlockGraph, numberMatrix } from "../export/blocks.js";
import { bernoulliParameters } from "./bernoulli.js";
import { gaussianParameters, LEAST_LOG_DENSITY } from "./gaussian.js";
import type { BayesModel, BernoulliBayesModel, GaussianBayesModel, MultinomialBayesModel } from "./model.js";
import { multinomialParameters } from "./multinomial.js";

/** The columns as (n, d, 1), and where they are missing. */
interface Values {
  readonly graph: GraphBuilder;
  readonly x: string;
  readonly missing: string;
}

/**
 * Adds a naive Bayes model to a graph. The terms of all columns and classes (n, d, K) are summed by CumSum, which adds in the
 * order of the columns as `predict` does, so that the log likelihoods have the same bits; memory 8·n·d·K bytes a few times over.
 */
export function addBayesToGraph(model: BayesModel, target: BlockGraph): GraphPrediction {
  const { graph } = target;
  const d = model.columns.length;
  const matrix = numberMatrix(
    target,
    model.columns.map(({ name }) => name),
  );
  const x = graph.node("Unsqueeze", [matrix, graph.int64s([2])]);
  const values = { graph, x, missing: graph.node("IsNaN", [x]) };
  const [terms, priors] = termsOf(model, values);
  const known = graph.node("Where", [values.missing, graph.doubles([0]), terms]);
  const running = graph.node("CumSum", [known, graph.int64s([1])]);
  const last = graph.node("Gather", [running, graph.int64s([d - 1])], { attributes: { axis: intValue(1) } });
  const joint = graph.node("Add", [graph.node("Squeeze", [last, graph.int64s([1])]), graph.doubles(priors)]);
  const probabilities = graph.node("Softmax", [joint], { attributes: { axis: intValue(1) } });
  const { classes } = model;
  if (classes.length !== 2) return { kind: "class", classes, probabilities };
  const column = (k: number): string =>
    graph.node("Gather", [joint, graph.int64s([k])], { attributes: { axis: intValue(1) } });
  return { kind: "class", classes, probabilities, score: graph.node("Sub", [column(1), column(0)]) };
}

function termsOf(model: BayesModel, values: Values): readonly [terms: string, logPriors: Float64Array] {
  if (model.kind === "gaussianBayes") return gaussianTerms(model, values);
  if (model.kind === "bernoulliBayes") return bernoulliTerms(model, values);
  return multinomialTerms(model, values);
}

function gaussianTerms(model: GaussianBayesModel, { graph, x }: Values): readonly [string, Float64Array] {
  const { logPriors, means, variances, halfLogs } = gaussianParameters(model);
  const shape = [1, model.columns.length, model.classes.length];
  const delta = graph.node("Sub", [x, graph.doubles(means, shape)]);
  const squared = graph.node("Div", [graph.node("Mul", [delta, delta]), graph.doubles(variances, shape)]);
  const halved = graph.node("Mul", [graph.doubles([-0.5]), squared]);
  const density = graph.node("Sub", [halved, graph.doubles(halfLogs, shape)]);
  return [graph.node("Max", [density, graph.doubles([LEAST_LOG_DENSITY])]), logPriors];
}

function bernoulliTerms(model: BernoulliBayesModel, { graph, x }: Values): readonly [string, Float64Array] {
  const { logPriors, logOnes, logZeros } = bernoulliParameters(model);
  const shape = [1, model.columns.length, model.classes.length];
  const isOne = graph.node("Greater", [x, graph.doubles([model.config.binarize])]);
  return [graph.node("Where", [isOne, graph.doubles(logOnes, shape), graph.doubles(logZeros, shape)]), logPriors];
}

function multinomialTerms(model: MultinomialBayesModel, { graph, x }: Values): readonly [string, Float64Array] {
  const { logPriors, logShares } = multinomialParameters(model);
  const shape = [1, model.columns.length, model.classes.length];
  return [graph.node("Mul", [x, graph.doubles(logShares, shape)]), logPriors];
}
