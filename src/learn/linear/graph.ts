import { type GraphBuilder, intValue } from "../../onnx/index.js";
import { type BlockGraph, blockOf, numberMatrix } from "../export/blocks.js";
import { lookUpCategory } from "../export/category-codes.js";
import { addProduct } from "../export/product.js";
import { encodedWidth } from "./encodings.js";
import type { LinearTerms } from "./model.js";

const TO_DOUBLE = { to: intValue(11) };
const TO_INT64 = { to: intValue(7) };

/**
 * Adds η of every output as one value, (n, outputs).
 *
 * All number columns are standardised as one matrix. The scale divides, as in training: multiplying by its reciprocal would differ in
 * the last bit. A one-hot category times its weights is a row of a table, looked up by the category; missing, unknown and rare ones
 * have a row of zeros.
 */
export function addLinearOutputs(model: LinearTerms, target: BlockGraph): string {
  const { graph } = target;
  const outputs = model.intercepts.length;
  const width = model.encodings.reduce((sum, encoding) => sum + encodedWidth(encoding), 0);
  const numbers: NumberTerms = { names: [], fill: [], mean: [], scale: [], weights: [], missingWeights: [] };
  const parts: string[] = [];
  let at = 0;
  model.columns.forEach((column, i) => {
    const encoding = model.encodings[i];
    const row = (position: number): number[] =>
      Array.from({ length: outputs }, (_, k) => model.weights[k * width + position]);
    if (encoding.kind === "number") {
      numbers.names.push(column.name);
      numbers.fill.push(encoding.fill);
      numbers.mean.push(encoding.mean);
      numbers.scale.push(encoding.scale);
      numbers.weights.push(row(at));
      numbers.missingWeights.push(encoding.indicator ? row(at + 1) : new Array<number>(outputs).fill(0));
    } else if (column.kind === "category" && encoding.codes.length > 0) {
      const categories = encoding.codes.map((code) => column.categories[code]);
      const rows = encoding.codes.map((_, k) => row(at + k));
      parts.push(addCategory(graph, blockOf(target, column.name, "category").value, categories, rows));
    }
    at += encodedWidth(encoding);
  });
  if (numbers.names.length > 0) parts.push(...addNumbers(target, numbers, outputs));
  const sum = parts.reduce((total, part) => (total === "" ? part : graph.node("Add", [total, part])), "");
  const intercepts = graph.doubles(model.intercepts, [1, outputs]);
  return sum === ""
    ? graph.node("Expand", [intercepts, rowCount(target, model)])
    : graph.node("Add", [sum, intercepts]);
}

interface NumberTerms {
  readonly names: string[];
  readonly fill: number[];
  readonly mean: number[];
  readonly scale: number[];
  readonly weights: number[][];
  readonly missingWeights: number[][];
}

/** The weights of the category of each row, (n, outputs). */
function addCategory(
  graph: GraphBuilder,
  input: string,
  categories: readonly string[],
  rows: readonly (readonly number[])[],
): string {
  const outputs = rows[0].length;
  if (outputs === 1) return lookUpCategory(graph, input, { categories, values: rows.flat(), otherwise: 0 });
  const none = categories.length;
  const place = lookUpCategory(graph, input, { categories, values: categories.map((_, k) => k), otherwise: none });
  const index = graph.node("Squeeze", [graph.node("Cast", [place], { attributes: TO_INT64 }), graph.int64s([1])]);
  const table = graph.doubles([...rows.flat(), ...new Array<number>(outputs).fill(0)], [none + 1, outputs]);
  return graph.node("Gather", [table, index]);
}

/** The standardised numbers times their weights and, when one of them has a weight, the 0/1 "is missing" times theirs. */
function addNumbers(target: BlockGraph, numbers: NumberTerms, outputs: number): string[] {
  const { graph } = target;
  const matrix = (weights: readonly (readonly number[])[]): string =>
    graph.doubles(weights.flat(), [weights.length, outputs]);
  const values = numberMatrix(target, numbers.names);
  const missing = graph.node("IsNaN", [values]);
  const filled = graph.node("Where", [missing, graph.doubles(numbers.fill), values]);
  const centred = graph.node("Sub", [filled, graph.doubles(numbers.mean)]);
  const scaled = graph.node("Div", [centred, graph.doubles(numbers.scale)]);
  const product = addProduct(graph, scaled, matrix(numbers.weights));
  if (numbers.missingWeights.flat().every((weight) => weight === 0)) return [product];
  const flags = graph.node("Cast", [missing], { attributes: TO_DOUBLE });
  return [product, addProduct(graph, flags, matrix(numbers.missingWeights))];
}

/** The shape (n, 1): nothing is read, as when every category is rare; the first column only counts the rows. */
function rowCount(target: BlockGraph, model: LinearTerms): string {
  const [first] = model.columns;
  const value =
    first.kind === "number" ? numberMatrix(target, [first.name]) : blockOf(target, first.name, "category").value;
  return target.graph.node("Shape", [value]);
}

/**
 * Adds the chances of the two classes, (n, 2), of the log-odds (n, 1). With s = ∓score and e = e^−|score|, a chance is 1 / (1 + e)
 * where s ≥ 0 and e / (1 + e) elsewhere: both are exact to a few units in the last place over the whole range. The runtime's own
 * Sigmoid is not: in double it gives 0 from a score of −37 down.
 */
export function addBinaryProbabilities(graph: GraphBuilder, score: string): string {
  const one = graph.doubles([1]);
  const signed = graph.node("Mul", [score, graph.doubles([-1, 1])]);
  const e = graph.node("Exp", [graph.node("Neg", [graph.node("Abs", [score])])]);
  const numerator = graph.node("Where", [graph.node("GreaterOrEqual", [signed, graph.doubles([0])]), one, e]);
  return graph.node("Div", [numerator, graph.node("Add", [e, one])]);
}

/** `values` (n, inputs) put into the columns `places` of (n, width), 0 elsewhere. */
export function spreadColumns(graph: GraphBuilder, values: string, places: readonly number[], width: number): string {
  if (places.length === width) return values;
  const ones = new Float64Array(places.length * width);
  places.forEach((place, i) => {
    ones[i * width + place] = 1;
  });
  return addProduct(graph, values, graph.doubles(ones, [places.length, width]));
}
