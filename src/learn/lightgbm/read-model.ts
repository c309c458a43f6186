import type { GbdtModel, Tree } from "../model.js";
import { buildTree } from "./build-tree.js";
import { readColumns } from "./columns.js";
import { parseModelText, textOf, unreadable } from "./model-text.js";
import { readObjective } from "./objective.js";
import { type RawTree, readRawTree } from "./raw-tree.js";

/** What LightGBM's text does not tell. */
export interface LightgbmReadOptions {
  /** The names of the classes, in the order of LightGBM's codes 0, 1, …; those numbers by default. */
  readonly classes?: readonly string[];
  /** For a category column its values, in the order of LightGBM's codes; by default pandas' dictionary, or the codes as decimals. */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A model from LightGBM's own text (`Booster.save_model`, format v3 and v4), which predicts and exports like one trained here. The
 * scores have the bits of LightGBM's raw scores, for missing, infinite and unknown values too; for `sigmoid` other than 1 and for
 * averaged forests, whose leaves are scaled here, they agree to rounding. A feature that LightGBM took as a category is a category
 * column. Throws `learn.bad_config` for what cannot be expressed: linear trees, one-vs-all, `reg_sqrt`, `cross_entropy_lambda`.
 *
 * @example
 * ```ts
 * const model = readLightgbmModel(text, { classes: ["no", "yes"] });
 * ```
 */
export function readLightgbmModel(text: string, options: LightgbmReadOptions = {}): GbdtModel {
  const parsed = parseModelText(text);
  const objective = readObjective(parsed.header);
  const outputs = Number(textOf(parsed.header, "num_tree_per_iteration"));
  const raw = parsed.trees.map(readRawTree);
  if (raw.length % outputs !== 0) throw unreadable(`${raw.length} trees for ${outputs} outputs`);
  const { columns, codeOf } = readColumns(parsed, raw, options.categories ?? {});
  const rounds = parsed.header.has("average_output") ? raw.length / outputs : 1;
  const trees = raw.map((tree) => scaled(buildTree(tree, codeOf), objective.scale, rounds));
  const { gain, splits } = totals(raw, columns.length);
  return {
    kind: "gbdt",
    columns,
    loss: objective.loss,
    link: objective.link,
    outputs,
    classes: classesOf(objective.classes, options.classes),
    trees,
    gain,
    splits,
  };
}

function scaled(tree: Tree, scale: number, rounds: number): Tree {
  if (scale === 1 && rounds === 1) return tree;
  return { ...tree, leaves: tree.leaves.map((leaf) => (leaf * scale) / rounds) };
}

function classesOf(count: number, given: readonly string[] | undefined): readonly string[] | null {
  if (count === 0) return null;
  if (given !== undefined && given.length !== count) {
    throw unreadable(`it tells ${count} classes apart, ${given.length} names were given`);
  }
  return given ?? Array.from({ length: count }, (_, k) => String(k));
}

/** Gain and number of the splits on each column. */
function totals(trees: readonly RawTree[], columns: number): { readonly gain: number[]; readonly splits: number[] } {
  const gain = new Array<number>(columns).fill(0);
  const splits = new Array<number>(columns).fill(0);
  for (const tree of trees) {
    tree.column.forEach((column, node) => {
      gain[column] += tree.gain[node];
      splits[column]++;
    });
  }
  return { gain, splits };
}
