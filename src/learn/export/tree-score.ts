import {
  bytesValue,
  doublesValue,
  type GraphBuilder,
  intsValue,
  intValue,
  type OnnxAttributeValue,
} from "../../onnx/index.js";
import type { GbdtModel, Tree } from "../model.js";
import { lookUpCategory } from "./category-codes.js";

const LEQ = 0;
const MEMBER = 6;
const UNKNOWN = -1;

/** The trees of an ensemble side by side, as the attributes of TreeEnsemble want them. */
interface Ensemble {
  readonly roots: number[];
  readonly features: number[];
  readonly modes: number[];
  readonly splits: number[];
  readonly missingTrue: number[];
  readonly members: number[];
  readonly trueIds: number[];
  readonly falseIds: number[];
  readonly trueLeaves: number[];
  readonly falseLeaves: number[];
  readonly leaves: number[];
}

/**
 * Adds the sum of the trees as the value `score`, (n, 1). Only columns that some split uses are read.
 *
 * One TreeEnsemble (ai.onnx.ml 5) in double adds the leaves in the order of the trees, so that with one thread the score
 * has the same bits as a walk in a loop. Its `post_transform` stays 0: others are ignored when there is one target.
 */
export function addTreeScore(graph: GraphBuilder, model: GbdtModel, score: string): void {
  const used = usedColumns(model);
  const parts = used.map((index) => {
    const column = model.columns[index]!;
    if (column.kind === "number") return column.name;
    const { categories } = column;
    return lookUpCategory(graph, column.name, { categories, values: categories.map((_, c) => c), otherwise: UNKNOWN });
  });
  const matrix = graph.node("Concat", parts, { attributes: { axis: intValue(1) } });
  const features = new Map(used.map((column, feature) => [column, feature]));
  const ensemble = emptyEnsemble();
  for (const tree of model.trees.length > 0 ? model.trees : [constantTree]) appendTree(ensemble, tree, features);
  graph.node("TreeEnsemble", [matrix], { domain: "ai.onnx.ml", attributes: attributesOf(ensemble), output: score });
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

/** The columns that splits read, in their own order; the first one if there is none, since it counts the rows. */
function usedColumns(model: GbdtModel): number[] {
  const used = new Set(model.trees.flatMap((tree) => tree.column));
  return used.size === 0 ? [0] : [...used].sort((a, b) => a - b);
}

function emptyEnsemble(): Ensemble {
  return {
    roots: [],
    features: [],
    modes: [],
    splits: [],
    missingTrue: [],
    members: [],
    trueIds: [],
    falseIds: [],
    trueLeaves: [],
    falseLeaves: [],
    leaves: [],
  };
}

function appendTree(into: Ensemble, tree: Tree, features: ReadonlyMap<number, number>): void {
  const base = into.features.length;
  const leafBase = into.leaves.length;
  into.roots.push(base);
  if (tree.column.length === 0) {
    appendNode(into, { feature: 0, mode: LEQ, split: 0, missingTrue: 0 });
    appendChildren(into, [leafBase, 1], [leafBase, 1]);
    into.leaves.push(tree.leaves[0]!);
    return;
  }
  const count = tree.leaves.length;
  const shift = leafShift(tree, base, leafBase);
  const place = (child: number): [number, 0 | 1] =>
    child >= 0 ? [base + child, 0] : [leafBase + ((~child + shift) % count), 1];
  tree.column.forEach((column, node) => {
    appendSplit(into, tree, node, features.get(column)!);
    appendChildren(into, place(tree.left[node]!), place(tree.right[node]!));
  });
  for (let leaf = 0; leaf < count; leaf++) into.leaves.push(tree.leaves[(leaf - shift + count) % count]!);
}

/**
 * Releases of the runtime that were the first to know this operator take a root for a leaf when its two ids are equal,
 * even if one counts nodes and the other leaves. Turning the order of the leaves by one keeps the ids apart.
 */
function leafShift(tree: Tree, base: number, leafBase: number): 0 | 1 {
  const ids = [tree.left[0]!, tree.right[0]!].map((child) => (child >= 0 ? base + child : leafBase + ~child));
  return ids[0] === ids[1] ? 1 : 0;
}

function appendSplit(into: Ensemble, tree: Tree, node: number, feature: number): void {
  const left = tree.leftCodes[node] ?? null;
  if (left === null) {
    const missingTrue = tree.missingLeft[node] ? 1 : 0;
    appendNode(into, { feature, mode: LEQ, split: tree.threshold[node]!, missingTrue });
  } else if (left.length === 0) {
    // The operator refuses an empty set: no code is at or below −∞, so that all go right.
    appendNode(into, { feature, mode: LEQ, split: Number.NEGATIVE_INFINITY, missingTrue: 0 });
  } else {
    appendNode(into, { feature, mode: MEMBER, split: 0, missingTrue: 0 });
    into.members.push(...left, Number.NaN);
  }
}

function appendNode(
  into: Ensemble,
  node: { readonly feature: number; readonly mode: number; readonly split: number; readonly missingTrue: number },
): void {
  into.features.push(node.feature);
  into.modes.push(node.mode);
  into.splits.push(node.split);
  into.missingTrue.push(node.missingTrue);
}

/** Each child is its id and whether that is the id of a leaf. */
function appendChildren(into: Ensemble, left: readonly [number, 0 | 1], right: readonly [number, 0 | 1]): void {
  into.trueIds.push(left[0]);
  into.trueLeaves.push(left[1]);
  into.falseIds.push(right[0]);
  into.falseLeaves.push(right[1]);
}

function attributesOf(ensemble: Ensemble): Record<string, OnnxAttributeValue> {
  return {
    aggregate_function: intValue(1),
    post_transform: intValue(0),
    n_targets: intValue(1),
    tree_roots: intsValue(ensemble.roots),
    nodes_featureids: intsValue(ensemble.features),
    nodes_modes: bytesValue(ensemble.modes),
    nodes_splits: doublesValue(ensemble.splits),
    nodes_missing_value_tracks_true: intsValue(ensemble.missingTrue),
    nodes_truenodeids: intsValue(ensemble.trueIds),
    nodes_trueleafs: intsValue(ensemble.trueLeaves),
    nodes_falsenodeids: intsValue(ensemble.falseIds),
    nodes_falseleafs: intsValue(ensemble.falseLeaves),
    ...(ensemble.members.length > 0 && { membership_values: doublesValue(ensemble.members) }),
    leaf_targetids: intsValue(ensemble.leaves.map(() => 0)),
    leaf_weights: doublesValue(ensemble.leaves),
  };
}
