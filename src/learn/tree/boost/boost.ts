import { createRandom, type Random } from "../../../core/index.js";
import { checkNotCancelled, type FitOptions } from "../../fit-options.js";
import type { Tree } from "../../model.js";
import type { BinnedTable } from "../bins/bin-table.js";
import type { Constraints } from "../constraints.js";
import type { Crew } from "../crew/crew.js";
import type { EarlyStopper } from "../early-stop.js";
import type { GbdtConfig } from "../gbdt-config.js";
import { type GrownTree, growTree } from "../grow/grow-tree.js";
import { createWorkshop, rowNumbers, type Workshop } from "../grow/workshop.js";
import type { Objective } from "../objective.js";
import { summable } from "../objectives/order-free-sum.js";
import { drawColumns, rowsOfRound } from "../sampling/index.js";
import { assembleTree, constantTree } from "./assemble.js";
import type { Derivatives } from "./derivatives.js";
import { fusedDerivatives } from "./fused-derivatives.js";
import { generalDerivatives } from "./general-derivatives.js";

/** What trees are boosted on. */
export interface BoostWish {
  readonly config: GbdtConfig;
  readonly binned: BinnedTable;
  readonly objective: Objective;
  readonly constraints: Constraints;
  /** Of the rows; absent = all 1. */
  readonly weights?: Float64Array;
  /** What to go on from; absent: the objective's start, which then is inside the first round's trees. */
  readonly from?: EarlierRounds;
  readonly stopper?: EarlyStopper;
  /** Who grows the trees; by default the calling thread alone. */
  readonly crew?: Crew;
}

/** A model that new trees follow. */
export interface EarlierRounds {
  readonly rounds: number;
  /** Output-major. */
  readonly scores: Float64Array;
}

interface Booster {
  readonly wish: BoostWish;
  readonly workshop: Workshop;
  readonly derivatives: Derivatives;
  readonly random: Random;
}

/**
 * The trees, round-major, until there are `trees` rounds, no output's tree gains any more, or the stopper has seen enough; then only
 * those up to the best round. Throws `core.cancelled`.
 */
export function boostTrees(wish: BoostWish, options: FitOptions): Tree[] {
  const { config, stopper } = wish;
  const booster = createBooster(wish, options);
  const isRandom = config.columnFraction < 1 || config.columnFractionByNode < 1 || config.rowFraction < 1;
  const trees: Tree[] = [];
  for (let round = 0; round < config.trees; round++) {
    checkNotCancelled(options);
    const grown = growRound(booster, round);
    const isStuck = grown.every((tree) => tree.column.length === 0) && !isRandom && config.goss === undefined;
    if (isStuck && (round > 0 || wish.from)) break;
    trees.push(...grown);
    const isEnough = stopper?.see(grown) === true;
    options.onRound?.(round + 1, config.trees);
    if (isEnough || isStuck) break;
  }
  if (stopper === undefined) return trees;
  // A model to go on from was the stopper's first round.
  const rounds = stopper.bestRounds() - (wish.from ? 1 : 0);
  return trees.slice(0, rounds * wish.objective.outputs);
}

function createBooster(wish: BoostWish, options: FitOptions): Booster {
  const { config, objective, binned, weights, from } = wish;
  const random = options.random ?? createRandom("gbdt");
  const workshop = createWorkshop(binned, {
    config,
    constraints: wish.constraints,
    rowWeights: weights && config.compat !== "scikit-learn" ? summable(weights) : null,
    constantHessian: objective.constantHessian && config.goss === undefined,
    signal: options,
    ...(wish.crew && { crew: wish.crew }),
  });
  checkNotCancelled(options);
  const { fusedRows } = objective;
  const isFused = objective.fused && fusedRows && objective.outputs === 1 && !config.goss && config.compat === "exact";
  const derivatives = isFused
    ? fusedDerivatives(workshop, objective, fusedRows, from?.scores)
    : generalDerivatives(workshop, objective, random);
  if (from && !isFused) derivatives.scores.set(from.scores);
  return { wish, workshop, derivatives, random };
}

/** The tree of each output; draws go on where those of an earlier model ended. */
function growRound(booster: Booster, ownRound: number): Tree[] {
  const { wish, workshop, derivatives, random } = booster;
  const { config, objective, binned } = wish;
  const round = ownRound + (wish.from?.rounds ?? 0);
  derivatives.startRound(round);
  const bag = derivatives.bag() ?? rowsOfRound(config, binned.rows, round, random);
  const all = Int32Array.from(binned.features.keys());
  return Array.from({ length: objective.outputs }, (_, output) => {
    const hessians = derivatives.writePairs(output);
    const tree = random.split("columns").split(String(round * objective.outputs + output));
    const features = drawColumns(all, config.columnFraction, tree);
    const grown = growTree(workshop, { draw: { features, random: tree }, bag, hessians });
    return addTree(booster, grown, ownRound, output);
  });
}

/** Adds the tree to the scores in the very order in which a prediction will, the start score inside the first tree. */
function addTree(booster: Booster, grown: GrownTree, round: number, output: number): Tree {
  const { wish, derivatives } = booster;
  const { config, objective, binned, from } = wish;
  const { scores } = derivatives;
  const n = binned.rows;
  const isFirst = round === 0 && from === undefined;
  const start = isFirst ? objective.start[output] : 0;
  const isStuck = grown.splits.length === 0;
  const found = isStuck ? [0] : leafValues(booster, grown, output);
  const values = found.map((value) => value * config.learningRate + start);
  if (isFirst) scores.fill(0, output * n, (output + 1) * n);
  if (isFirst || !isStuck) derivatives.addTree(output, values);
  if (isStuck) return constantTree(start, grown.leaves[0].sums.weight);
  return assembleTree(grown, binned, values, config);
}

function leafValues({ wish, workshop, derivatives }: Booster, { leaves }: GrownTree, output: number): number[] {
  const { renewLeaf } = wish.objective;
  if (renewLeaf === undefined) return leaves.map(({ value }) => value);
  const rows = rowNumbers(workshop);
  return leaves.map(({ from, to }) => renewLeaf(rows.subarray(from, to), derivatives.scores, output));
}
