import type { GbdtModel, Tree } from "../model.js";
import { alignTable } from "../preprocess/align.js";
import type { Table } from "../table.js";
import { type CompiledTrees, compileTrees, sumTrees } from "./walk/index.js";

/** What prediction reads of a model of boosted trees. */
export type BoostedTrees = Pick<GbdtModel, "columns" | "trees" | "outputs">;

/**
 * Raw scores of the rows of `table`, output-major: output k of row i at k·n + i, so that one output gives `(n)`. The leaves are
 * summed tree by tree in order, so training and prediction agree to the last bit. Columns are found by name and categories by their
 * value. Throws `learn.bad_table` when a column is missing or of the other kind.
 *
 * The layout of the trees is kept for later calls with the same model. Cost from 64 rows on: about 10 ns per row and tree of 31
 * leaves, 5 ns per value to rank it among the model's thresholds.
 */
export function predictGbdtScores(model: BoostedTrees, table: Table): Float64Array {
  return sumTrees(compiledTrees(model), alignTable(model.columns, table));
}

/** Models are never changed, so what was laid out once serves every later call. */
const known = new WeakMap<readonly Tree[], CompiledTrees>();

function compiledTrees(model: BoostedTrees): CompiledTrees {
  const found = known.get(model.trees);
  if (found !== undefined) return found;
  const { columns, trees, outputs } = model;
  const made = compileTrees({ columns, trees, outputs, leafValues: "one" });
  known.set(trees, made);
  return made;
}
