import { GyreError } from "../../core/index.js";
import type { TableModelColumn, Tree } from "../model.js";

/** Fails with `onnx.unsupported` when trees with `width` values in each leaf do not fit together or to the columns. */
export function checkTrees(columns: readonly TableModelColumn[], trees: readonly Tree[], width: number): void {
  trees.forEach((tree, t) => {
    checkTree(tree, columns, width, `tree ${t}`);
  });
}

function checkTree(tree: Tree, columns: readonly TableModelColumn[], width: number, where: string): void {
  const nodes = tree.column.length;
  if (tree.leaves.length !== (nodes + 1) * width) {
    throw refuse(`${(nodes + 1) * width} leaves in ${where}`, String(tree.leaves.length));
  }
  if (!tree.leaves.every(Number.isFinite)) throw refuse(`finite leaves in ${where}`, tree.leaves.join(", "));
  // Each node and leaf has one parent, and a child node comes after it: so there is no cycle and nothing is shared.
  const seen = new Set([0]);
  for (let node = 0; node < nodes; node++) {
    for (const child of [tree.left[node]!, tree.right[node]!]) {
      const known = child >= 0 ? child > node && child < nodes : ~child <= nodes;
      if (!Number.isInteger(child) || !known || (nodes > 0 && seen.has(child))) {
        throw refuse(`a child with one parent under node ${node} of ${where}`, String(child));
      }
      seen.add(child);
    }
    checkSplit(tree, node, columns, where);
  }
}

function checkSplit(tree: Tree, node: number, columns: readonly TableModelColumn[], where: string): void {
  const column = columns[tree.column[node]!];
  if (column === undefined) throw refuse(`a known column at node ${node} of ${where}`, String(tree.column[node]));
  const codes = tree.leftCodes[node] ?? null;
  if (column.kind === "number") {
    if (codes !== null || Number.isNaN(tree.threshold[node]!)) {
      throw refuse(`a threshold on "${column.name}" at node ${node} of ${where}`, codes === null ? "NaN" : "codes");
    }
  } else if (codes === null || !codes.every((code) => isCode(code, column.categories))) {
    throw refuse(`known codes of "${column.name}" at node ${node} of ${where}`, String(codes));
  }
}

function isCode(code: number, categories: readonly string[]): boolean {
  return Number.isInteger(code) && code >= 0 && code < categories.length;
}

function refuse(expected: string, came: string, hint?: string): GyreError {
  const message = `a model can be exported with ${expected}; got ${came}`;
  return new GyreError("onnx.unsupported", message, hint === undefined ? {} : { hint });
}
