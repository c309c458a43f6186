import type { GraphBuilder } from "../../onnx/index.js";

/**
 * Adds the product of two matrices, (n, d) and (d, k). A Gemm, since the runtime turns a MatMul after a Mul or Div by a single number
 * into one operation with that number as a factor of 32 bits.
 */
export function addProduct(graph: GraphBuilder, a: string, b: string): string {
  return graph.node("Gemm", [a, b]);
}
