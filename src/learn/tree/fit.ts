import { createRandom } from "../../core/index.js";
import { modelColumnsOf } from "../check-table.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { GbdtModel, TableModelColumn, Tree } from "../model.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";
import { type BinnedTable, binTable } from "./bins/bin-table.js";
import { constantTree } from "./boost/assemble.js";
import { type BoostWish, boostTrees } from "./boost/boost.js";
import { checkContinues, earlierRounds } from "./boost/continue.js";
import { checkClassCodes } from "./check-class-codes.js";
import { gbdt } from "./config.js";
import { constraintsOf } from "./constraints.js";
import type { Crew } from "./crew/crew.js";
import { createSharedCrew, type TreeWorkers } from "./crew/shared-crew.js";
import { createEarlyStopper, type EarlyStopper } from "./early-stop.js";
import { hasWasmKernels } from "./engine/wasm-kernels.js";
import type { GbdtConfig } from "./gbdt-config.js";
import { type CustomLoss, createObjective, resolveLoss, totalWeight } from "./objectives/index.js";
import { type TrainingRows, trainingRows } from "./training-rows.js";

/** What a fit of boosted trees may be given besides what every fit may. */
export interface GbdtFitOptions extends FitOptions {
  /** A model to go on from: the new trees follow its own. */
  readonly from?: GbdtModel;
  /** Told when the bins are made and when the trees are grown, for those who measure both. */
  readonly onPhase?: (done: "bins" | "trees") => void;
  /** Starts the helpers for `threads` above 1; without it, or without WebAssembly, one thread grows the same model. */
  readonly workers?: TreeWorkers;
}

/**
 * Gradient-boosted trees: each tree is a Newton step on the loss, its leaves −G / (H + λ) times the learning rate (Friedman, 2001; Ke et
 * al., LightGBM, 2017). Missing numbers and categories need no preparation. Without sampling the model does not depend on the order of
 * the rows, to the last bit, nor on the order of the columns but for ties. Throws `learn.bad_config`, `learn.bad_table` (naming column
 * and row) and `core.cancelled`.
 *
 * Cost: about 0.7 ns per row, column and tree with WebAssembly; memory at most twice the bins (a byte per row and column), 64 bytes
 * per row, and 4 kB per leaf and column.
 *
 * @example
 * ```ts
 * const model = fitGbdt(gbdt({ trees: 100 }), table, classTarget(labels));
 * ```
 */
export function fitGbdt(config: GbdtConfig, frame: Frame, target: Target, options: GbdtFitOptions = {}): GbdtModel {
  return fitTrees(gbdt(config), frame, target, options);
}

/** The same for a loss of one's own, with `loss: "custom"`. */
export function fitGbdtWithLoss(
  config: GbdtConfig,
  frame: Frame,
  target: Target,
  options: GbdtFitOptions & { readonly loss: CustomLoss },
): GbdtModel {
  return fitTrees(gbdt(config), frame, target, options);
}

type AnyOptions = GbdtFitOptions & { readonly loss?: CustomLoss };

function fitTrees(config: GbdtConfig, frame: Frame, target: Target, options: AnyOptions): GbdtModel {
  checkNotCancelled(options);
  checkClassCodes(target);
  const rows = trainingRows(config, frame, target, options);
  checkNotCancelled(options);
  const columns = modelColumnsOf(rows.table);
  const constraints = constraintsOf(config, columns);
  const { weights, table } = rows;
  const { loss, from } = options;
  const objective = createObjective(config, {
    target: rows.target,
    ...(weights && { weights }),
    ...(loss && { loss }),
    look: () => checkNotCancelled(options),
  });
  checkNotCancelled(options);
  const { outputs, link } = objective;
  const classes = rows.target.kind === "class" ? rows.target.classes : null;
  if (from) checkContinues(from, { columns, classes, outputs, link });
  const stopper = rows.validation && stopperOf(config, rows, columns, { ...options, outputs });
  const wish = {
    ...{ config, objective, constraints },
    ...(weights && { weights }),
    ...(from && { from: earlierRounds(from, table) }),
    ...(stopper && { stopper }),
  };
  const trees = [...(from?.trees ?? []), ...grownTrees(wish, rows, options)];
  const lossName = resolveLoss(config, rows.target);
  return { kind: "gbdt", columns, loss: lossName, link, outputs, classes, trees, ...importanceOf(trees, columns) };
}

/** Watches the validation rows; a model to go on from is the first that it sees. */
function stopperOf(
  config: GbdtConfig,
  { target, validation }: TrainingRows,
  columns: readonly TableModelColumn[],
  { loss, from, outputs }: AnyOptions & { readonly outputs: number },
): EarlyStopper | undefined {
  if (validation === undefined) return undefined;
  const stopper = createEarlyStopper(config, { columns, target, outputs, ...(loss && { loss }) }, validation);
  if (from) stopper.see(from.trees);
  return stopper;
}

/** Bins, then trees. */
function grownTrees(wish: Omit<BoostWish, "binned">, { table, weights }: TrainingRows, options: AnyOptions): Tree[] {
  const { config } = wish;
  const workers = config.threads > 1 && hasWasmKernels() ? options.workers : undefined;
  const binOptions = { ...(options.signal && { signal: options.signal }), ...(weights && { weights }) };
  const binned = binTable(table, config, binOptions, workers && "shared");
  options.onPhase?.("bins");
  const random = options.random ?? createRandom("gbdt");
  const trees =
    binned.features.length === 0
      ? constantTrees(wish, totalWeight(table.rows, weights))
      : withCrew(workers, binned, config.threads, (crew) =>
          boostTrees({ ...wish, binned, ...(crew && { crew }) }, { ...options, random }),
        );
  options.onPhase?.("trees");
  return trees;
}

/** Grows with helpers where there are some, and lets them go whatever happens. */
function withCrew(
  workers: TreeWorkers | undefined,
  binned: BinnedTable,
  size: number,
  grow: (crew?: Crew) => Tree[],
): Tree[] {
  if (workers === undefined) return grow();
  const crew = createSharedCrew(binned.arena, binned.kernels, size, workers);
  try {
    return grow(crew);
  } finally {
    crew.close();
  }
}

/** With nothing to split on each output is its start score; a model to go on from stays as it is. */
function constantTrees({ objective, from }: Omit<BoostWish, "binned">, weight: number): Tree[] {
  return from ? [] : Array.from(objective.start, (value) => constantTree(value, weight));
}

function importanceOf(
  trees: readonly Tree[],
  columns: readonly TableModelColumn[],
): Pick<GbdtModel, "gain" | "splits"> {
  const gain = new Array<number>(columns.length).fill(0);
  const splits = new Array<number>(columns.length).fill(0);
  for (const tree of trees) {
    tree.column.forEach((column, node) => {
      gain[column] += tree.gain?.[node] ?? 0;
      splits[column]++;
    });
  }
  return { gain, splits };
}
