import { type GraphBuilder, intValue } from "../../onnx/index.js";
import type { GraphPrediction } from "../estimator.js";
import { type BlockGraph, blockOf, numberMatrix } from "../export/blocks.js";
import { lookUpCategory } from "../export/category-codes.js";
import type { NearestNeighboursModel } from "./model.js";
import { wantedOf } from "./nearest-list.js";
import { columnOrder } from "./training-rows.js";

const DOUBLE = 11;

/**
 * Adds nearest neighbours to a graph: every row is compared with all m training rows, column by column, and TopK takes the nearest,
 * of equals the first, as `predict` does. Memory 24·n·m bytes. A row with a missing number, which `predict` refuses, gives NaN.
 */
export function addNearestToGraph(model: NearestNeighboursModel, target: BlockGraph): GraphPrediction {
  const { graph } = target;
  const { order, numbers } = columnOrder(model.columns);
  const matrix = numbers === 0 ? undefined : standardised(model, target, order.slice(0, numbers));
  const nearness = addNearness(model, target, matrix);
  const weights = Float64Array.from(model.rowWeights);
  const { most } = wantedOf(model.config.neighbours, weights);
  const ascending = { largest: intValue(0), sorted: intValue(1) };
  const [nearest, rows] = graph.nodeOutputs("TopK", [nearness, graph.int64s([most])], 2, { attributes: ascending });
  const shares = addShares(model, graph, nearest, rows);
  const said = addAnswer(model, graph, shares, rows);
  const checked = matrix === undefined ? said : unlessMissing(graph, matrix, said);
  if (model.classes === undefined) return { kind: "number", values: checked };
  return { kind: "class", classes: model.classes, probabilities: checked };
}

function standardised(model: NearestNeighboursModel, target: BlockGraph, places: readonly number[]): string {
  const { graph } = target;
  const names = places.map((j) => model.columns[j].name);
  const matrix = numberMatrix(target, names);
  if (model.means === undefined || model.scales === undefined) return matrix;
  return graph.node("Div", [graph.node("Sub", [matrix, graph.doubles(model.means)]), graph.doubles(model.scales)]);
}

/** (n, m): sums of squares, of sizes or of powers, or the largest size. */
function addNearness(model: NearestNeighboursModel, target: BlockGraph, matrix: string | undefined): string {
  const { graph } = target;
  const { metric } = model.config;
  const { order, numbers } = columnOrder(model.columns);
  const m = model.answers.length;
  const parts = order.map((place, j) => {
    const known = Array.from({ length: m }, (_, row) => model.rows[row * order.length + j]);
    if (j >= numbers) return mismatches(model, target, place, known);
    const value = graph.node("Gather", [matrix!, graph.int64s([j])], { attributes: { axis: intValue(1) } });
    return sized(graph, model.config, graph.node("Sub", [value, graph.doubles(known, [1, m])]));
  });
  return parts.reduce((sum, part) => graph.node(metric === "chebyshev" ? "Max" : "Add", [sum, part]));
}

function sized(graph: GraphBuilder, { metric, p }: NearestNeighboursModel["config"], delta: string): string {
  const power = metric === "minkowski" ? (p ?? 2) : 1;
  if (metric === "euclidean" || power === 2) return graph.node("Mul", [delta, delta]);
  const size = graph.node("Abs", [delta]);
  return power === 1 ? size : graph.node("Pow", [size, graph.doubles([power])]);
}

/** (n, m): 0 where the category is that of the training row, else 1. Codes below 0 never agree: −1 is asked, −2 is known. */
function mismatches(
  model: NearestNeighboursModel,
  target: BlockGraph,
  place: number,
  known: readonly number[],
): string {
  const { graph } = target;
  const column = model.columns[place];
  const categories = column.kind === "category" ? column.categories : [];
  const block = blockOf(target, column.name, "category");
  const values = categories.map((_, code) => code);
  const asked = lookUpCategory(graph, block.value, { categories, values, otherwise: -1 });
  const codes = graph.doubles(
    known.map((code) => (code < 0 ? -2 : code)),
    [1, known.length],
  );
  const differs = graph.node("Not", [graph.node("Equal", [asked, codes])]);
  return graph.node("Cast", [differs], { attributes: { to: intValue(DOUBLE) } });
}

/** (n, most): what each neighbour counts. */
function addShares(model: NearestNeighboursModel, graph: GraphBuilder, nearest: string, rows: string): string {
  const { neighbours, weights, metric, p } = model.config;
  const weight = graph.node("Gather", [graph.doubles(model.rowWeights), rows]);
  const before = graph.node("CumSum", [weight, graph.int64s([1])], { attributes: { exclusive: intValue(1) } });
  const left = graph.node("Sub", [graph.doubles([neighbours]), before]);
  const used = graph.node("Max", [graph.node("Min", [weight, left]), graph.doubles([0])]);
  if (weights === "uniform") return used;
  const power = metric === "euclidean" ? 2 : metric === "minkowski" ? (p ?? 2) : 1;
  const distance =
    power === 1
      ? nearest
      : power === 2
        ? graph.node("Sqrt", [nearest])
        : graph.node("Pow", [nearest, graph.doubles([1 / power])]);
  const first = graph.node("Gather", [distance, graph.int64s([0])], { attributes: { axis: intValue(1) } });
  const ratio = graph.node("Div", [first, distance]);
  const isNearest = graph.node("Equal", [distance, first]);
  return graph.node("Mul", [used, graph.node("Where", [isNearest, graph.doubles([1]), ratio])]);
}

function addAnswer(model: NearestNeighboursModel, graph: GraphBuilder, shares: string, rows: string): string {
  const total = graph.node("ReduceSum", [shares, graph.int64s([1])]);
  const k = model.classes?.length ?? 1;
  const table = new Float64Array(model.answers.length * k);
  model.answers.forEach((answer, row) => {
    if (model.classes === undefined) table[row] = answer;
    else table[row * k + answer] = 1;
  });
  const answers = graph.node("Gather", [graph.doubles(table, [model.answers.length, k]), rows]);
  const counted = graph.node("Mul", [answers, graph.node("Unsqueeze", [shares, graph.int64s([2])])]);
  const sums = graph.node("ReduceSum", [counted, graph.int64s([1])], { attributes: { keepdims: intValue(0) } });
  return graph.node("Div", [sums, total]);
}

function unlessMissing(graph: GraphBuilder, matrix: string, said: string): string {
  const missing = graph.node("Cast", [graph.node("IsNaN", [matrix])], { attributes: { to: intValue(DOUBLE) } });
  const count = graph.node("ReduceSum", [missing, graph.int64s([1])]);
  const some = graph.node("Greater", [count, graph.doubles([0])]);
  return graph.node("Where", [some, graph.doubles([Number.NaN]), said]);
}
