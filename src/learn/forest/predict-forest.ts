import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import { modelTable } from "../table-of-frame.js";
import { type CompiledTrees, compileTrees, sumTrees } from "../tree/walk/index.js";
import { type ForestModel, outputsOf } from "./model.js";

/**
 * What the forest says of each row: the mean of its trees, summed in order and then divided by their number. Throws `learn.bad_table`
 * when a column is missing or of another kind.
 */
export function predictForest(model: ForestModel, frame: Frame): Prediction {
  const table = modelTable(model.columns, frame);
  const means = sumTrees(compiledForest(model), table);
  for (let i = 0; i < means.length; i++) means[i] /= model.trees.length;
  if (model.classes === null) return { kind: "number", values: means };
  return { kind: "class", classes: model.classes, probabilities: means };
}

/** Models are never changed, so what was laid out once serves every later call. */
const known = new WeakMap<ForestModel, CompiledTrees>();

function compiledForest(model: ForestModel): CompiledTrees {
  const found = known.get(model);
  if (found !== undefined) return found;
  const { columns, trees } = model;
  const made = compileTrees({ columns, trees, outputs: outputsOf(model), leafValues: "all" });
  known.set(model, made);
  return made;
}
