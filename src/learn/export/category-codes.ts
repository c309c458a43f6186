import { doublesValue, type GraphBuilder, textsValue } from "../../onnx/index.js";

/**
 * Adds the table lookup text → number for one category column and gives the name of its (n, 1) result. Texts are
 * compared byte by byte: nothing is trimmed or normalised. A text that is not among `categories` gives `otherwise`.
 */
export function lookUpCategory(
  graph: GraphBuilder,
  input: string,
  table: { readonly categories: readonly string[]; readonly values: readonly number[]; readonly otherwise: number },
): string {
  // The operator refuses an empty table.
  const empty = table.categories.length === 0;
  return graph.node("LabelEncoder", [input], {
    domain: "ai.onnx.ml",
    attributes: {
      keys_tensor: textsValue(empty ? [""] : table.categories),
      values_tensor: doublesValue(empty ? [table.otherwise] : table.values),
      default_tensor: doublesValue([table.otherwise]),
    },
  });
}

/**
 * What to send for a missing category: the empty string, or, where that is a known category, the first of "_", "__", …
 * that is not. Missing and unknown categories mean the same to every model.
 */
export function missingCategory(categories: readonly string[]): string {
  const known = new Set(categories);
  let text = "";
  while (known.has(text)) text += "_";
  return text;
}
