import { bytesValue, doublesValue, intsValue, intValue, type OnnxAttributeValue } from "../../onnx/index.js";
import type { Tree } from "../model.js";

const LEQ = 0;
const MEMBER = 6;

/** The trees of an ensemble side by side, as the attributes of TreeEnsemble want them. */
export interface EnsembleNodes {
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
  /** The output that each leaf adds to. */
  readonly targets: number[];
}

/** Which of a leaf's values a tree adds to which output. */
export interface LeafPlace {
  readonly width: number;
  readonly at: number;
  readonly target: number;
}

/** No trees yet. */
export function emptyNodes(): EnsembleNodes {
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
    targets: [],
  };
}

/** Writes the tree that adds value `at` of each leaf's `width` values to the output `target`. */
export function appendTree(
  into: EnsembleNodes,
  tree: Tree,
  features: ReadonlyMap<number, number>,
  place: LeafPlace,
): void {
  const base = into.features.length;
  const leafBase = into.leaves.length;
  const appendLeaf = (leaf: number): void => {
    into.leaves.push(tree.leaves[leaf * place.width + place.at]!);
    into.targets.push(place.target);
  };
  into.roots.push(base);
  if (tree.column.length === 0) {
    appendNode(into, { feature: 0, mode: LEQ, split: 0, missingTrue: 0 });
    appendChildren(into, [leafBase, 1], [leafBase, 1]);
    appendLeaf(0);
    return;
  }
  const count = tree.column.length + 1;
  const shift = leafShift(tree, base, leafBase);
  const idOf = (child: number): [number, 0 | 1] =>
    child >= 0 ? [base + child, 0] : [leafBase + ((~child + shift) % count), 1];
  tree.column.forEach((column, node) => {
    appendSplit(into, tree, node, features.get(column)!);
    appendChildren(into, idOf(tree.left[node]!), idOf(tree.right[node]!));
  });
  for (let leaf = 0; leaf < count; leaf++) appendLeaf((leaf - shift + count) % count);
}

/**
 * Releases of the runtime that were the first to know this operator take a root for a leaf when its two ids are equal,
 * even if one counts nodes and the other leaves. Turning the order of the leaves by one keeps the ids apart.
 */
function leafShift(tree: Tree, base: number, leafBase: number): 0 | 1 {
  const ids = [tree.left[0]!, tree.right[0]!].map((child) => (child >= 0 ? base + child : leafBase + ~child));
  return ids[0] === ids[1] ? 1 : 0;
}

function appendSplit(into: EnsembleNodes, tree: Tree, node: number, feature: number): void {
  const left = tree.leftCodes[node] ?? null;
  if (left === null) {
    const missingTrue = tree.missingLeft[node] ? 1 : 0;
    appendNode(into, { feature, mode: LEQ, split: tree.threshold[node]!, missingTrue });
  } else if (left.length === 0) {
    // The operator refuses an empty set: no code is at or below −∞, so that all go right.
    appendNode(into, { feature, mode: LEQ, split: Number.NEGATIVE_INFINITY, missingTrue: 0 });
  } else {
    appendNode(into, { feature, mode: MEMBER, split: 0, missingTrue: 0 });
    for (const code of left) into.members.push(code);
    into.members.push(Number.NaN);
  }
}

function appendNode(
  into: EnsembleNodes,
  node: { readonly feature: number; readonly mode: number; readonly split: number; readonly missingTrue: number },
): void {
  into.features.push(node.feature);
  into.modes.push(node.mode);
  into.splits.push(node.split);
  into.missingTrue.push(node.missingTrue);
}

/** Each child is its id and whether that is the id of a leaf. */
function appendChildren(into: EnsembleNodes, left: readonly [number, 0 | 1], right: readonly [number, 0 | 1]): void {
  into.trueIds.push(left[0]);
  into.trueLeaves.push(left[1]);
  into.falseIds.push(right[0]);
  into.falseLeaves.push(right[1]);
}

/** The attributes of the operator. */
export function attributesOf(ensemble: EnsembleNodes, targets: number): Record<string, OnnxAttributeValue> {
  return {
    aggregate_function: intValue(1),
    post_transform: intValue(0),
    n_targets: intValue(targets),
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
    leaf_targetids: intsValue(ensemble.targets),
    leaf_weights: doublesValue(ensemble.leaves),
  };
}
