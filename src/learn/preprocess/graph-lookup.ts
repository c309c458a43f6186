import { doublesValue, type GraphBuilder, textsValue } from "../../onnx/index.js";
import type { Block } from "../export/blocks.js";
import { missingCategory } from "../export/category-codes.js";
import type { CategoryTable } from "./category-table.js";

/** A category column of a graph. */
export type CategoryBlock = Block & { readonly kind: "category" };

/**
 * Adds the lookup category → number, (n, 1). Missing is the text that stands for it in this column, so that it and an unknown
 * category may give different numbers.
 */
export function lookUpNumber(graph: GraphBuilder, block: CategoryBlock, table: CategoryTable): string {
  return graph.node("LabelEncoder", [block.value], {
    domain: "ai.onnx.ml",
    attributes: {
      keys_tensor: textsValue([...table.categories, missingCategory(block.categories)]),
      values_tensor: doublesValue([...table.values, table.missing]),
      default_tensor: doublesValue([table.unknown]),
    },
  });
}

/** Adds 1 where the category is missing, else 0, (n, 1). */
export function lookUpMissing(graph: GraphBuilder, block: CategoryBlock): string {
  return lookUpNumber(graph, block, { categories: [], values: [], missing: 1, unknown: 0 });
}
