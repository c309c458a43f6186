import { intValue } from "../../../onnx/index.js";
import { type Block, type BlockGraph, blockOf, numberMatrix, replaceBlocks } from "../../export/blocks.js";
import { addProduct } from "../../export/product.js";
import { lookUpMissing } from "../graph-lookup.js";
import { addTextConstant } from "../graph-text.js";
import { indicatorName } from "./indicator-name.js";
import { addNeighbours } from "./k-nearest-graph.js";
import type { ImputeState, RegressionFilling } from "./state.js";

/** Adds what `applyImpute` does: numbers as one matrix, categories one by one, then the indicators. */
export function addImputeToGraph(state: ImputeState, target: BlockGraph): BlockGraph {
  const added: Block[] = [];
  const { filling, columns } = state;
  const isText = (j: number): boolean => filling.kind === "values" && typeof filling.values[j] !== "number";
  const numbers = columns.filter((_, j) => !isText(j));
  if (numbers.length > 0) added.push({ kind: "number", names: numbers, value: filledMatrix(state, target, numbers) });
  columns.forEach((name, j) => {
    if (filling.kind === "values" && isText(j))
      added.push(filledCategory(target, name, filling.values[j] as string | null));
  });
  const indicators = state.indicators.map((name): Block => {
    const value = numbers.includes(name)
      ? missingAsNumber(target, numberMatrix(target, [name]))
      : lookUpMissing(target.graph, blockOf(target, name, "category"));
    return { kind: "number", names: [indicatorName(name)], value };
  });
  return replaceBlocks(target, columns, [...added, ...indicators]);
}

function filledMatrix({ filling }: ImputeState, target: BlockGraph, numbers: readonly string[]): string {
  const { graph } = target;
  const matrix = numberMatrix(target, numbers);
  if (filling.kind === "neighbours") return addNeighbours(filling, graph, matrix);
  const fills = filling.kind === "values" ? filling.values.filter((value) => typeof value === "number") : filling.start;
  const missing = graph.node("IsNaN", [matrix]);
  const filled = graph.node("Where", [missing, graph.doubles(fills), matrix]);
  return filling.kind === "values" ? filled : addRegressions(filling, target, { missing, filled });
}

/** Each regression predicts for all rows, and counts where its column was missing. */
function addRegressions(
  { regressions, start }: RegressionFilling,
  { graph }: BlockGraph,
  { missing, filled }: { readonly missing: string; readonly filled: string },
): string {
  const holes = new Map<number, string>();
  for (const { column } of regressions) {
    if (holes.has(column)) continue;
    const only = graph.doubles(start.map((_, j) => (j === column ? 1 : 0)));
    const isColumn = graph.node("Greater", [only, graph.doubles([0])]);
    holes.set(column, graph.node("And", [missing, isColumn]));
  }
  let current = filled;
  for (const { column, weights, intercept } of regressions) {
    const product = addProduct(graph, current, graph.doubles(weights, [weights.length, 1]));
    const predicted = graph.node("Add", [product, graph.doubles([intercept])]);
    current = graph.node("Where", [holes.get(column)!, predicted, current]);
  }
  return current;
}

function filledCategory(target: BlockGraph, name: string, fill: string | null): Block {
  const block = blockOf(target, name, "category");
  if (fill === null) return block;
  const categories = block.categories.includes(fill) ? block.categories : [...block.categories, fill];
  const isMissing = target.graph.node("Greater", [lookUpMissing(target.graph, block), target.graph.doubles([0])]);
  const value = target.graph.node("Where", [isMissing, addTextConstant(target.graph, fill), block.value]);
  return { ...block, categories, value };
}

function missingAsNumber({ graph }: BlockGraph, value: string): string {
  return graph.node("Cast", [graph.node("IsNaN", [value])], { attributes: { to: intValue(11) } });
}
