import { GyreError } from "../../core/index.js";
import type { Encoding, GbdtModel, LogisticModel, Model, TableModelColumn, Tree } from "../model.js";

/** The names of the outputs of every exported model. */
export const OUTPUT_NAMES = ["label", "probabilities", "score"] as const;

/** Fails with `onnx.unsupported` when a model cannot be written as a graph that runs: the message names the place. */
export function checkModel(model: Model): void {
  checkColumns(model.columns);
  if (model.kind === "gbdt") checkGbdt(model);
  else checkLogistic(model);
}

function checkColumns(columns: readonly TableModelColumn[]): void {
  if (columns.length === 0) throw refuse("at least one input column", "none");
  const names = new Set<string>();
  for (const column of columns) {
    if (column.name === "" || names.has(column.name)) {
      throw refuse("column names that are not empty and differ", JSON.stringify(column.name));
    }
    names.add(column.name);
    if (OUTPUT_NAMES.some((name) => name === column.name)) {
      throw refuse(`column names other than ${OUTPUT_NAMES.join(", ")}`, `"${column.name}"`, "rename the feature");
    }
    if (column.kind === "category" && new Set(column.categories).size !== column.categories.length) {
      throw refuse(`differing categories of "${column.name}"`, "one of them twice");
    }
  }
}

function checkGbdt(model: GbdtModel): void {
  model.trees.forEach((tree, t) => {
    checkTree(tree, model.columns, `tree ${t}`);
  });
}

function checkTree(tree: Tree, columns: readonly TableModelColumn[], where: string): void {
  const nodes = tree.column.length;
  if (tree.leaves.length !== nodes + 1) throw refuse(`${nodes + 1} leaves in ${where}`, String(tree.leaves.length));
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

function checkLogistic(model: LogisticModel): void {
  if (model.encodings.length !== model.columns.length) {
    throw refuse(`${model.columns.length} encodings`, String(model.encodings.length));
  }
  let width = 0;
  model.columns.forEach((column, c) => {
    checkEncoding(column, model.encodings[c]!);
    width += encodingWidth(model.encodings[c]!);
  });
  if (model.weights.length !== width) throw refuse(`${width} weights`, String(model.weights.length));
  if (![...model.weights, model.intercept].every(Number.isFinite)) throw refuse("finite weights", "another");
}

function checkEncoding(column: TableModelColumn, encoding: Encoding): void {
  if (column.kind !== encoding.kind) throw refuse(`a ${column.kind} encoding of "${column.name}"`, encoding.kind);
  if (encoding.kind === "number") {
    const { fill, mean, scale } = encoding;
    if (![fill, mean, scale].every(Number.isFinite) || scale === 0) {
      throw refuse(`a finite fill, mean and non-zero scale of "${column.name}"`, [fill, mean, scale].join(", "));
    }
  } else if (column.kind === "category") {
    const { codes } = encoding;
    if (new Set(codes).size !== codes.length || !codes.every((code) => isCode(code, column.categories))) {
      throw refuse(`known, differing codes of "${column.name}"`, codes.join(", "));
    }
  }
}

/** How many numbers, and so weights, one column of a logistic regression becomes. */
export function encodingWidth(encoding: Encoding): number {
  if (encoding.kind === "category") return encoding.codes.length;
  return encoding.indicator ? 2 : 1;
}

function refuse(expected: string, came: string, hint?: string): GyreError {
  const message = `a model can be exported with ${expected}; got ${came}`;
  return new GyreError("onnx.unsupported", message, hint === undefined ? {} : { hint });
}
