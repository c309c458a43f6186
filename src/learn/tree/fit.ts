import { createRandom, GyreError, type Random } from "../../core/index.js";
import { checkLabels, checkTable, modelColumnsOf } from "../check-table.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { logOddsOf } from "../log-odds.js";
import type { GbdtModel, Tree } from "../model.js";
import type { Table } from "../table.js";
import { assembleTree } from "./assemble.js";
import { type BinnedTable, binTable } from "./binned.js";
import { type GbdtConfig, gbdt } from "./config.js";
import { createGradients, fillGradients, MAX_ROWS } from "./gradients.js";
import { createWorkshop, type GrownTree, growTree } from "./grow.js";

/**
 * Gradient-boosted trees for the labels `y` (0 or 1) of `table`: each tree is a Newton step on the log loss, its leaves
 * −G / (H + λ) times the learning rate (Friedman, 2001; Ke et al., LightGBM, 2017). Missing numbers and categories need no
 * preparation. Labels that are all alike give the constant score ±34.5. Without column sampling the model does not depend on the order
 * of the rows, to the last bit, nor on the order of the columns but for ties. Throws `learn.bad_config`, `learn.bad_table`
 * (naming column and row) and `core.cancelled`.
 *
 * Cost: about 5 ns per row, column and tree; memory about 2 bytes per row and column, 40 per row and 4 kB per leaf and column.
 *
 * @example
 * ```ts
 * const model = fitGbdt(gbdt({ trees: 100 }), table, labels);
 * ```
 */
export function fitGbdt(config: GbdtConfig, table: Table, y: Float64Array, options: FitOptions = {}): GbdtModel {
  const full = gbdt(config);
  checkTable(table);
  checkLabels(y, table);
  if (table.rows > MAX_ROWS) {
    throw new GyreError("learn.bad_table", `the table has ${table.rows} rows, trees take at most ${MAX_ROWS}`, {
      hint: "Train on a sample of the rows.",
    });
  }
  const columns = modelColumnsOf(table);
  const startScore = logOddsOf(y);
  const binned = binTable(table, full.maxBins, options);
  const gain = new Float64Array(columns.length);
  const trees = binned.features.length === 0 ? [] : boost(full, binned, y, startScore, gain, options);
  return {
    kind: "gbdt",
    columns,
    trees: trees.length > 0 ? trees : [constantTree(startScore)],
    gain: Array.from(gain),
  };
}

/** The trees, until `trees` are grown or no division gains any more; adds what each column gained to `gain`. */
function boost(
  config: GbdtConfig,
  binned: BinnedTable,
  y: Float64Array,
  startScore: number,
  gain: Float64Array,
  options: FitOptions,
): Tree[] {
  const random = options.random ?? createRandom("gbdt");
  const gradients = createGradients(binned.rows);
  const workshop = createWorkshop(binned, gradients, config);
  const scores = new Float64Array(binned.rows).fill(startScore);
  const trees: Tree[] = [];
  for (let round = 1; round <= config.trees; round++) {
    checkNotCancelled(options);
    fillGradients(gradients, scores, y);
    const grown = growTree(workshop, drawFeatures(binned, config, random));
    const isStuck = grown.splits.length === 0;
    if (isStuck && (config.columnFraction ?? 1) === 1) break;
    if (!isStuck) trees.push(addTree(grown, binned, workshop.leafOfRow, scores, trees.length === 0 ? startScore : 0));
    for (const { split } of grown.splits) gain[binned.features[split.feature].column] += split.gain;
    options.onRound?.(round, config.trees);
  }
  return trees;
}

/** Adds the tree to the scores in the very order in which a prediction will, the start score inside the first tree. */
function addTree(
  grown: GrownTree,
  binned: BinnedTable,
  leafOfRow: Uint16Array,
  scores: Float64Array,
  startScore: number,
): Tree {
  const isFirst = startScore !== 0;
  const values = grown.values.map((value) => value + startScore);
  const leaves = Float64Array.from(values);
  if (isFirst) for (let i = 0; i < scores.length; i++) scores[i] = leaves[leafOfRow[i]];
  else for (let i = 0; i < scores.length; i++) scores[i] += leaves[leafOfRow[i]];
  return assembleTree(grown, binned, values);
}

function drawFeatures(binned: BinnedTable, config: GbdtConfig, random: Random): Int32Array {
  const all = Int32Array.from(binned.features.keys());
  const wanted = Math.max(1, Math.round(all.length * (config.columnFraction ?? 1)));
  if (wanted === all.length) return all;
  // The first steps of a Fisher–Yates shuffle.
  for (let i = 0; i < wanted; i++) {
    const j = i + random.int(all.length - i);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, wanted).sort();
}

function constantTree(value: number): Tree {
  return { column: [], threshold: [], leftCodes: [], missingLeft: [], left: [], right: [], leaves: [value] };
}
