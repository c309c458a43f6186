import { GyreError } from "../../../core/index.js";
import { type GraphBuilder, intValue } from "../../../onnx/index.js";
import { addProduct } from "../../export/product.js";
import type { NeighbourFilling } from "./state.js";

/**
 * Adds the filled matrix (n, d). Differences are taken column by column over all donors, as in training: expanding the square would
 * cancel. The runtime holds (n, donors) doubles at a time. Fails with `onnx.unsupported` for weights that are not whole numbers,
 * since the runtime counts neighbours one by one.
 */
export function addNeighbours(filling: NeighbourFilling, graph: GraphBuilder, matrix: string): string {
  if (!filling.weights.every((weight) => Number.isInteger(weight))) {
    throw new GyreError(
      "onnx.unsupported",
      "ONNX Runtime cannot find nearest neighbours among rows of fractional weight",
      {
        hint: "Fit kNearest without weights, or with whole ones.",
      },
    );
  }
  const distances = addDistances(filling, graph, matrix);
  const columns = filling.donors.map((values, j) => {
    const own = graph.node("Gather", [matrix, graph.int64s([j])], { attributes: { axis: intValue(1) } });
    const has = values.flatMap((value, d) => (Number.isNaN(value) ? [] : [d]));
    const missing = graph.node("IsNaN", [own]);
    const mean = graph.doubles([filling.means[j]]);
    const filled = has.length === 0 ? mean : addMeanOfNearest({ filling, graph, distances, column: j }, has, mean);
    return graph.node("Where", [missing, filled, own]);
  });
  return columns.length === 1 ? columns[0] : graph.node("Concat", columns, { attributes: { axis: intValue(1) } });
}

/** Squared distances, Infinity where a row and a donor have no column in common, (n, donors). */
function addDistances(filling: NeighbourFilling, graph: GraphBuilder, matrix: string): string {
  const zero = graph.doubles([0]);
  let sum = "";
  let common = "";
  filling.donors.forEach((values, j) => {
    const own = graph.node("Gather", [matrix, graph.int64s([j])], { attributes: { axis: intValue(1) } });
    const difference = graph.node("Sub", [own, graph.doubles(values, [1, values.length])]);
    const missing = graph.node("IsNaN", [difference]);
    const square = graph.node("Where", [missing, zero, graph.node("Mul", [difference, difference])]);
    const both = asNumber(graph, graph.node("Not", [missing]));
    sum = j === 0 ? square : graph.node("Add", [sum, square]);
    common = j === 0 ? both : graph.node("Add", [common, both]);
  });
  const scaled = graph.node("Div", [graph.node("Mul", [sum, graph.doubles([filling.donors.length])]), common]);
  const none = graph.node("Equal", [common, zero]);
  return graph.node("Where", [none, graph.doubles([Number.POSITIVE_INFINITY]), scaled]);
}

interface Search {
  readonly filling: NeighbourFilling;
  readonly graph: GraphBuilder;
  readonly distances: string;
  readonly column: number;
}

/** The mean over the donors `has`, (n, 1): all nearer than the last neighbour, and a share of those at its distance. */
function addMeanOfNearest({ filling, graph, distances, column }: Search, has: readonly number[], mean: string): string {
  const own = graph.node("Gather", [distances, graph.int64s(has)], { attributes: { axis: intValue(1) } });
  const last = addLastDistance({ filling, graph, distances, column }, has);
  const isDonor = graph.node("Less", [own, graph.doubles([Number.POSITIVE_INFINITY])]);
  const nearer = asNumber(graph, graph.node("Less", [own, last]));
  const atLast = asNumber(graph, graph.node("And", [graph.node("Equal", [own, last]), isDonor]));
  const weights = has.map((d) => filling.weights[d]);
  const weightColumn = graph.doubles(weights, [has.length, 1]);
  const left = graph.node("Sub", [graph.doubles([filling.neighbours]), addProduct(graph, nearer, weightColumn)]);
  const share = graph.node("Min", [
    graph.node("Div", [left, addProduct(graph, atLast, weightColumn)]),
    graph.doubles([1]),
  ]);
  // Without a donor the share is NaN or infinite, but nothing is at the last distance: 0 · share would not be 0.
  const taken = graph.node("Where", [greater(graph, atLast), share, nearer]);
  const sums = weights.flatMap((weight, i) => [weight * filling.donors[column][has[i]], weight]);
  const pairs = graph.doubles(sums, [has.length, 2]);
  const mixed = meanOf(graph, byDistance({ filling, graph, taken, own }), pairs);
  const exact = filling.weighting === "distance" ? addExact(graph, { own, taken, pairs }, mixed) : mixed;
  return graph.node("Where", [graph.node("IsNaN", [exact]), mean, exact]);
}

/** The weight of a donor beyond the number of neighbours does not change which is the last one. */
function addLastDistance({ filling, graph, distances }: Search, has: readonly number[]): string {
  const { neighbours, weights } = filling;
  const repeated = has.flatMap((d) => new Array<number>(Math.min(weights[d], neighbours)).fill(d));
  const all = graph.node("Gather", [distances, graph.int64s(repeated)], { attributes: { axis: intValue(1) } });
  const count = Math.min(neighbours, repeated.length);
  const attributes = { axis: intValue(1), largest: intValue(0) };
  const [nearest] = graph.nodeOutputs("TopK", [all, graph.int64s([count])], 2, { attributes });
  // With fewer donors than neighbours the last is the farthest that is no infinity.
  const finite = graph.node("Less", [nearest, graph.doubles([Number.POSITIVE_INFINITY])]);
  const kept = graph.node("Where", [finite, nearest, graph.doubles([-1])]);
  return graph.node("ReduceMax", [kept, graph.int64s([1])], { attributes: { keepdims: intValue(1) } });
}

interface Taken {
  readonly filling: NeighbourFilling;
  readonly graph: GraphBuilder;
  readonly taken: string;
  readonly own: string;
}

function byDistance({ filling, graph, taken, own }: Taken): string {
  if (filling.weighting === "uniform") return taken;
  const scaled = graph.node("Div", [taken, graph.node("Sqrt", [own])]);
  return graph.node("Where", [greater(graph, taken), scaled, graph.doubles([0])]);
}

/** Donors at distance 0, where there are any, are the only ones that count. */
function addExact(
  graph: GraphBuilder,
  { own, taken, pairs }: { readonly own: string; readonly taken: string; readonly pairs: string },
  otherwise: string,
): string {
  const zero = graph.doubles([0]);
  const isExact = graph.node("Equal", [own, zero]);
  const exact = meanOf(graph, graph.node("Where", [isExact, taken, zero]), pairs);
  return graph.node("Where", [graph.node("IsNaN", [exact]), otherwise, exact]);
}

/** Σ taken·weight·value / Σ taken·weight; NaN where nothing is taken. */
function meanOf(graph: GraphBuilder, taken: string, pairs: string): string {
  const sums = graph.node("MatMul", [taken, pairs]);
  const at = (i: number): string =>
    graph.node("Gather", [sums, graph.int64s([i])], { attributes: { axis: intValue(1) } });
  return graph.node("Div", [at(0), at(1)]);
}

function greater(graph: GraphBuilder, value: string): string {
  return graph.node("Greater", [value, graph.doubles([0])]);
}

function asNumber(graph: GraphBuilder, value: string): string {
  return graph.node("Cast", [value], { attributes: { to: intValue(11) } });
}
