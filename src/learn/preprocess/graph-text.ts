import { type GraphBuilder, textsValue } from "../../onnx/index.js";

/** Adds a constant text, (1). */
export function addTextConstant(graph: GraphBuilder, text: string): string {
  return graph.node("Constant", [], { attributes: { value: textsValue([text]) } });
}
