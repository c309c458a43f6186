export { leafWidth, type TreeEnsemble } from "./ensemble.js";
export { usedColumns } from "./flat-trees.js";
export { type CompiledTrees, compileTrees, sumTrees, type WalkKind } from "./sum-trees.js";
