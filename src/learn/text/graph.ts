import { type GraphBuilder, intValue } from "../../onnx/index.js";
import { type Block, type BlockGraph, blockOf, replaceBlocks } from "../export/blocks.js";
import { addProduct } from "../export/product.js";
import { addHashCounts, addTermCounts } from "./graph-counts.js";
import { textValue } from "./graph-strings.js";
import { addParts } from "./graph-terms.js";
import type { NgramsState, TextState } from "./state.js";

/**
 * The step in a graph, with operators of ONNX Runtime's own (com.microsoft: Tokenizer, MurmurHash3). A missing text is the empty
 * one. Terms are counted in 32-bit floats, exactly below 2^24; all that follows is double.
 */
export function addNgrams(state: NgramsState, target: BlockGraph): BlockGraph {
  const added = state.columns.map((column): Block => {
    const { graph } = target;
    const parts = addParts(graph, addText(target, column), state.analysis);
    const counts =
      state.hashing === null
        ? addTermCounts(graph, parts, column.terms ?? [], state.analysis)
        : addHashCounts(graph, parts, state.analysis, state.hashing);
    let value = addWeights(graph, counts, state, column);
    if (column.components !== null) {
      const width = column.components[0].length;
      const transposed = Array.from({ length: width }, (_, j) => column.components!.map((row) => row[j])).flat();
      value = addProduct(graph, value, graph.doubles(transposed, [width, column.components.length]));
    }
    return { kind: "number", names: column.outputs, value };
  });
  return replaceBlocks(
    target,
    state.columns.map(({ name }) => name),
    added,
  );
}

/** The texts (n, 1); a category that was not known at the fit, or is missing, is empty. */
function addText(target: BlockGraph, { name, categories }: TextState): string {
  if (categories === null) return blockOf(target, name, "text").value;
  const { value } = blockOf(target, name, "category");
  const known = { kind: "strings", value: categories.length === 0 ? [""] : categories } as const;
  return target.graph.node("LabelEncoder", [value], {
    domain: "ai.onnx.ml",
    attributes: { keys_strings: known, values_strings: known, default_string: textValue("") },
  });
}

function addWeights(graph: GraphBuilder, counts: string, { weighting }: NgramsState, { idf }: TextState): string {
  const { binary, sublinearTf, norm } = weighting;
  const one = graph.doubles([1]);
  let value = counts;
  if (binary) value = graph.node("Min", [counts, one]);
  else if (sublinearTf) {
    const logarithm = graph.node("Add", [graph.node("Log", [graph.node("Max", [counts, one])]), one]);
    value = graph.node("Where", [graph.node("Greater", [counts, graph.doubles([0])]), logarithm, counts]);
  }
  if (idf !== null) value = graph.node("Mul", [value, graph.doubles(idf)]);
  if (norm === "none") return value;
  const sum = norm === "l1" ? "ReduceL1" : "ReduceL2";
  const size = graph.node(sum, [value, graph.int64s([1])], { attributes: { keepdims: intValue(1) } });
  // A text without a known term stays zero.
  const isEmpty = graph.node("Equal", [size, graph.doubles([0])]);
  return graph.node("Div", [value, graph.node("Where", [isEmpty, one, size])]);
}
