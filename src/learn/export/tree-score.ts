import { intValue } from "../../onnx/index.js";
import type { Tree } from "../model.js";
import { leafWidth, type TreeEnsemble, usedColumns } from "../tree/walk/index.js";
import { type BlockGraph, blockOf, numberMatrix } from "./blocks.js";
import { lookUpCategory } from "./category-codes.js";
import { appendTree, attributesOf, emptyNodes } from "./tree-score-nodes.js";

const UNKNOWN = -1;

/**
 * Adds the sums of the trees' leaves as a value (n, K). Only columns that some split uses are read.
 *
 * One TreeEnsemble (ai.onnx.ml 5) in double adds the leaves in the order of the trees, so that with one thread the sums have the same
 * bits as a walk in a loop. A leaf of this operator adds to one output: where leaves hold K values each tree is written K times. Its
 * `post_transform` stays 0: others are ignored when there is one output.
 */
export function addTreeSums(ensemble: TreeEnsemble, target: BlockGraph): string {
  const { matrix, features } = addMatrix(ensemble, target);
  const nodes = emptyNodes();
  const { outputs, leafValues } = ensemble;
  const width = leafWidth(ensemble);
  ensemble.trees.forEach((tree, t) => {
    if (leafValues === "one") appendTree(nodes, tree, features, { width, at: 0, target: t % outputs });
    else for (let k = 0; k < outputs; k++) appendTree(nodes, tree, features, { width, at: k, target: k });
  });
  if (ensemble.trees.length === 0) appendTree(nodes, constantTree, features, { width: 1, at: 0, target: 0 });
  const attributes = attributesOf(nodes, outputs);
  return target.graph.node("TreeEnsemble", [matrix], { domain: "ai.onnx.ml", attributes });
}

const constantTree: Tree = {
  column: [],
  threshold: [],
  leftCodes: [],
  missingLeft: [],
  left: [],
  right: [],
  leaves: [0],
};

/** The columns that splits read as one value, numbers first, and each column's place in it; the first if there is none, to count the rows. */
function addMatrix(ensemble: TreeEnsemble, target: BlockGraph): { matrix: string; features: Map<number, number> } {
  const { graph } = target;
  const used = usedColumns(ensemble);
  const read = used.length === 0 ? [0] : used;
  const numbers = read.filter((column) => ensemble.columns[column].kind === "number");
  const categories = read.filter((column) => ensemble.columns[column].kind === "category");
  const parts =
    numbers.length === 0
      ? []
      : [
          numberMatrix(
            target,
            numbers.map((column) => ensemble.columns[column].name),
          ),
        ];
  for (const index of categories) {
    const column = ensemble.columns[index];
    const known = column.kind === "category" ? column.categories : [];
    const { value } = blockOf(target, column.name, "category");
    parts.push(lookUpCategory(graph, value, { categories: known, values: [...known.keys()], otherwise: UNKNOWN }));
  }
  const matrix = parts.length === 1 ? parts[0] : graph.node("Concat", parts, { attributes: { axis: intValue(1) } });
  return { matrix, features: new Map([...numbers, ...categories].map((column, feature) => [column, feature])) };
}
