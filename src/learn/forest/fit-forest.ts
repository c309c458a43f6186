import { createRandom, GyreError, type Random } from "../../core/index.js";
import { modelColumnsOf } from "../check-table.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { Tree } from "../model.js";
import type { Frame, Table } from "../table.js";
import { trainingTable } from "../table-of-frame.js";
import type { Target } from "../target.js";
import { assembleTree } from "./assemble-tree.js";
import type { ForestConfig } from "./config.js";
import { type GrowthLimits, growTree } from "./grow-tree.js";
import type { GrownTree } from "./grown-tree.js";
import type { Criterion } from "./impurity.js";
import type { ForestModel } from "./model.js";
import { createOutOfBag } from "./out-of-bag.js";
import { type PruningStep, pruneTree } from "./prune-tree.js";
import { createSearch } from "./split-search.js";
import { prepareTraining, type TrainingSet } from "./training-set.js";
import { createSample, drawCounts, type TreeSample } from "./tree-sample.js";

/**
 * Trees for a target of classes or of numbers, each grown by the splits that lower the impurity most, without limit by default.
 * Missing numbers go to the side that suits them; where a node saw none, to the heavier side. Throws `learn.bad_config`,
 * `learn.bad_table` (naming column and row) and `core.cancelled`.
 *
 * The order of the rows does not matter, to the last bit; without `bootstrap` a row of weight 2 is the row twice. Cost: about 12 ns per
 * row, column tried and level of each tree; memory 2 to 4 bytes per row and column, and 100 bytes per row, 4 GB at most.
 */
export function fitForest(config: ForestConfig, frame: Frame, target: Target, options: FitOptions = {}): ForestModel {
  const table = trainingTable(frame, target);
  const criterion = criterionFor(config, target);
  const training = prepareTraining(config, table, target, options);
  const random = options.random ?? createRandom(config.kind);
  const count = config.kind === "decisionTree" ? 1 : config.trees;
  const outOfBag = isJudged(config) ? createOutOfBag(training, table, target, options) : null;
  const importance = new Float64Array(table.columns.length);
  const trees: Tree[] = [];
  for (let t = 0; t < count; t++) {
    checkNotCancelled(options);
    const ofTree = random.split(`tree ${t}`);
    const counts = countsFor(config, training, ofTree);
    const sample = createSample(training, counts);
    const grown = grow(config, training, sample, { criterion, random: ofTree, options });
    if (config.ccpAlpha > 0) prune(config.ccpAlpha, training, sample, grown);
    const tree = assembleTree(grown, gainUnit(training));
    addImportance(importance, tree);
    trees.push(tree);
    if (counts !== null) outOfBag?.add(tree, counts);
    options.onRound?.(t + 1, count);
  }
  return {
    kind: config.kind,
    columns: modelColumnsOf(table),
    classes: target.kind === "class" ? target.classes : null,
    trees,
    importance: Array.from(importance, (sum) => sum / count),
    ...(outOfBag && { outOfBag: outOfBag.finish() }),
  };
}

/**
 * The steps of pruning one tree: each α of {@link DecisionTreeConfig.ccpAlpha} at which it loses a branch, and the leaves that are
 * left, from the whole tree (α = 0) to its root (scikit-learn `cost_complexity_pruning_path`).
 */
export function pruningPath(
  config: ForestConfig & { readonly kind: "decisionTree" },
  frame: Frame,
  target: Target,
  options: FitOptions = {},
): readonly PruningStep[] {
  const table: Table = trainingTable(frame, target);
  const criterion = criterionFor(config, target);
  const training = prepareTraining(config, table, target, options);
  const random = (options.random ?? createRandom(config.kind)).split("tree 0");
  const sample = createSample(training, null);
  const grown = grow(config, training, sample, { criterion, random, options });
  return prune(Number.POSITIVE_INFINITY, training, sample, grown);
}

interface TreeContext {
  readonly criterion: Criterion;
  readonly random: Random;
  readonly options: FitOptions;
}

function grow(config: ForestConfig, training: TrainingSet, sample: TreeSample, context: TreeContext): GrownTree {
  const minLeafWeight = needsLeafCheck(config.minSamplesLeaf, sample) ? config.minSamplesLeaf : 0;
  const search = createSearch(
    training.shop,
    {
      criterion: context.criterion,
      tried: triedFeatures(config, training),
      minLeafWeight,
      hasRandomCuts: config.kind === "extraTrees",
    },
    context,
  );
  const limits: GrowthLimits = {
    maxDepth: config.maxDepth ?? Number.POSITIVE_INFINITY,
    minSplitWeight: config.minSamplesSplit,
    minLeafWeight: config.minSamplesLeaf,
    minGain: (config.minImpurityDecrease * sample.totalWeight) / gainUnit(training),
    maxLeaves: config.maxLeafNodes ?? null,
    allValues: config.ccpAlpha > 0,
  };
  return growTree(training, sample, search, limits, context.options);
}

/** Where every row weighs as much as a leaf must, no side of a split can be too light. */
function needsLeafCheck(least: number, { rows, weights }: TreeSample): boolean {
  return rows.some((row) => weights[row] < least);
}

function prune(alpha: number, training: TrainingSet, sample: TreeSample, tree: GrownTree): readonly PruningStep[] {
  const unit = gainUnit(training);
  return pruneTree(tree, alpha / unit, sample.totalWeight).map((step) => ({ ...step, alpha: step.alpha * unit }));
}

/** What one unit of gain inside stands for in units of the target. */
function gainUnit({ target }: TrainingSet): number {
  return target.kind === "number" ? target.scale * target.scale : 1;
}

function criterionFor({ kind, criterion }: ForestConfig, target: Target): Criterion {
  const refuse = (what: string): GyreError =>
    new GyreError("learn.bad_config", `${kind}: ${what}`, { details: { criterion, target: target.kind } });
  if (target.kind === "relevance") throw refuse("it learns classes and numbers, the target is relevance");
  if (criterion === "auto") return target.kind === "class" ? "gini" : "squared";
  if ((criterion === "squared") !== (target.kind === "number")) {
    throw refuse(
      `criterion is "${criterion}", which is not for a target of ${target.kind === "class" ? "classes" : "numbers"}`,
    );
  }
  return criterion;
}

function triedFeatures({ kind, maxFeatures }: ForestConfig, { shop, target }: TrainingSet): number {
  const count = shop.features.length;
  const isAll =
    maxFeatures === "all" || (maxFeatures === "auto" && (kind === "decisionTree" || target.kind === "number"));
  if (isAll) return count;
  if (maxFeatures === "sqrt" || maxFeatures === "auto") return Math.max(1, Math.floor(Math.sqrt(count)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(count)));
  if (typeof maxFeatures === "number" && maxFeatures < 1) return Math.max(1, Math.floor(maxFeatures * count));
  if (typeof maxFeatures === "number" && maxFeatures <= count) return maxFeatures;
  throw new GyreError("learn.bad_config", `${kind}: maxFeatures is ${maxFeatures}, the table has ${count} columns`, {
    details: { name: "maxFeatures" },
  });
}

function isJudged(config: ForestConfig): boolean {
  return config.kind !== "decisionTree" && config.oobScore;
}

function countsFor(config: ForestConfig, training: TrainingSet, random: Random): Uint32Array | null {
  if (config.kind === "decisionTree" || !config.bootstrap) return null;
  const draws = Math.max(1, Math.round(training.rows * (config.maxSamples ?? 1)));
  return drawCounts(training.rows, draws, random);
}

/** Adds the shares of the columns in what the tree gained. */
function addImportance(importance: Float64Array, { column, gain }: Tree): void {
  const total = gain!.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return;
  for (let node = 0; node < column.length; node++) importance[column[node]] += gain![node] / total;
}
