import { type GraphBuilder, intValue } from "../../onnx/index.js";
import type { LogisticModel } from "../model.js";
import { lookUpCategory } from "./category-codes.js";
import { encodingWidth } from "./check-model.js";

/** The number columns side by side, and the weights that their values and their "is missing" have. */
interface Numbers {
  readonly names: string[];
  readonly fill: number[];
  readonly mean: number[];
  readonly scale: number[];
  readonly weights: number[];
  readonly missingWeights: number[];
}

/**
 * Adds intercept + Σ weight·x as the value `score`, (n, 1).
 *
 * All number columns are standardised as one matrix. The scale divides, as in training: multiplying by its reciprocal
 * would differ in the last bit. A one-hot category times its weights is one number, so the lookup table of a category
 * column holds the weights themselves, and 0 for missing, unknown and rare ones.
 */
export function addLogisticScore(graph: GraphBuilder, model: LogisticModel, score: string): void {
  const numbers: Numbers = { names: [], fill: [], mean: [], scale: [], weights: [], missingWeights: [] };
  const categoryParts: string[] = [];
  let at = 0;
  model.columns.forEach((column, c) => {
    const encoding = model.encodings[c]!;
    const weights = model.weights.slice(at, at + encodingWidth(encoding));
    at += weights.length;
    if (encoding.kind === "number") {
      numbers.names.push(column.name);
      numbers.fill.push(encoding.fill);
      numbers.mean.push(encoding.mean);
      numbers.scale.push(encoding.scale);
      numbers.weights.push(weights[0]!);
      numbers.missingWeights.push(weights[1] ?? 0);
    } else if (column.kind === "category" && encoding.codes.length > 0) {
      const categories = encoding.codes.map((code) => column.categories[code]!);
      categoryParts.push(lookUpCategory(graph, column.name, { categories, values: weights, otherwise: 0 }));
    }
  });
  const parts = [...categoryParts, ...numberParts(graph, numbers)];
  const weights = [
    ...categoryParts.map(() => 1),
    ...numbers.weights,
    ...(numbers.missingWeights.some((weight) => weight !== 0) ? numbers.missingWeights : []),
  ];
  if (parts.length === 0) {
    addConstant(graph, model, score);
  } else {
    const matrix = graph.node("Concat", parts, { attributes: { axis: intValue(1) } });
    const product = graph.node("MatMul", [matrix, graph.doubles(weights, [weights.length, 1])]);
    graph.node("Add", [product, graph.doubles([model.intercept])], { output: score });
  }
}

/** The standardised numbers and, when one of them has a weight, the 0/1 "is missing" of all number columns. */
function numberParts(graph: GraphBuilder, numbers: Numbers): string[] {
  if (numbers.names.length === 0) return [];
  const values = graph.node("Concat", numbers.names, { attributes: { axis: intValue(1) } });
  const missing = graph.node("IsNaN", [values]);
  const filled = graph.node("Where", [missing, graph.doubles(numbers.fill), values]);
  const centred = graph.node("Sub", [filled, graph.doubles(numbers.mean)]);
  const scaled = graph.node("Div", [centred, graph.doubles(numbers.scale)]);
  if (numbers.missingWeights.every((weight) => weight === 0)) return [scaled];
  return [scaled, graph.node("Cast", [missing], { attributes: { to: intValue(11) } })];
}

/** Nothing is read, as when every category is rare; the first column only counts the rows. */
function addConstant(graph: GraphBuilder, model: LogisticModel, score: string): void {
  const shape = graph.node("Shape", [model.columns[0]!.name]);
  graph.node("Expand", [graph.doubles([model.intercept], [1, 1]), shape], { output: score });
}
