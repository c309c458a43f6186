import { type BallTree, ballTree, searchTree } from "./ball-tree.js";
import { searchAll } from "./brute.js";
import { type Measure, measureOf } from "./distance.js";
import type { NearestNeighboursModel } from "./model.js";
import { type NearestList, type Wanted, wantedOf } from "./nearest-list.js";
import { columnOrder } from "./training-rows.js";

/** With more columns balls overlap so much that comparing all rows costs less. */
const MOST_TREE_COLUMNS = 8;

/** With fewer rows the tree costs more than it saves. */
const FEWEST_TREE_ROWS = 1000;

/** A model made ready to search. */
export interface Prepared {
  readonly measure: Measure;
  readonly rows: Float64Array;
  readonly wanted: Wanted;
  readonly tree: BallTree | undefined;
}

const ready = new WeakMap<NearestNeighboursModel, Prepared>();

/** The model made ready: once, however often it predicts. */
export function prepared(model: NearestNeighboursModel): Prepared {
  const known = ready.get(model);
  if (known !== undefined) return known;
  const { config, columns } = model;
  const { numbers } = columnOrder(columns);
  const measure = measureOf(config.metric, config.p ?? 2, numbers, columns.length);
  const rows = Float64Array.from(model.rows);
  const wanted = wantedOf(config.neighbours, Float64Array.from(model.rowWeights));
  const few = numbers === columns.length && numbers <= MOST_TREE_COLUMNS && wanted.weights.length >= FEWEST_TREE_ROWS;
  const hasTree = config.algorithm === "ballTree" || (config.algorithm === "auto" && few);
  const made = { measure, rows, wanted, tree: hasTree ? ballTree(measure, rows) : undefined };
  ready.set(model, made);
  return made;
}

/** Gives `take` the neighbours of each of the `queries` (n, width). The list is only lent. */
export function search(
  { measure, rows, wanted, tree }: Prepared,
  queries: Float64Array,
  take: (query: number, list: NearestList) => void,
): void {
  if (tree === undefined) searchAll({ measure, rows, queries, wanted }, take);
  else searchTree({ measure, rows, queries, wanted, tree }, take);
}
