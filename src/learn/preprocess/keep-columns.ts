import { checkConfig, type Rule } from "../check-config.js";
import { type BlockGraph, replaceBlocks } from "../export/blocks.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import { changedFrame } from "./change-frame.js";
import { chosenColumns, columnChoiceRule, columnNamed } from "./choose-columns.js";

/** Columns to leave out; see {@link dropColumns}. */
export interface DropColumnsConfig extends StepConfig {
  readonly kind: "dropColumns";
  readonly columns: ColumnChoice;
}

/** Columns to keep; see {@link selectColumns}. */
export interface SelectColumnsConfig extends StepConfig {
  readonly kind: "selectColumns";
  readonly columns: ColumnChoice;
}

/** The columns left out. */
export interface DropColumnsState {
  readonly kind: "dropColumns";
  readonly columns: readonly string[];
}

/** The columns kept. */
export interface SelectColumnsState {
  readonly kind: "selectColumns";
  readonly columns: readonly string[];
}

const rules: Readonly<Record<string, Rule>> = { columns: columnChoiceRule };
const ALL_KINDS = ["number", "category", "time", "text"] as const;

/**
 * Leaves columns out, by name or all of a kind, so that no later step and no estimator reads them.
 *
 * @example
 * ```ts
 * const step = dropColumns({ columns: ["id", "comment"] });
 * ```
 */
export function dropColumns(config: Omit<DropColumnsConfig, "kind">): DropColumnsConfig {
  checkConfig("dropColumns", config, rules);
  return { ...config, kind: "dropColumns" };
}

/**
 * Keeps columns, by name or all of a kind, and leaves the others out. Their order stays that of the table.
 *
 * @example
 * ```ts
 * const step = selectColumns({ columns: "number" });
 * ```
 */
export function selectColumns(config: Omit<SelectColumnsConfig, "kind">): SelectColumnsConfig {
  checkConfig("selectColumns", config, rules);
  return { ...config, kind: "selectColumns" };
}

/** Leaves columns out; it does not matter whether a later table has them. */
export const dropColumnsStep: Step<DropColumnsConfig, DropColumnsState> = {
  kind: "dropColumns",
  fit(config, frame) {
    const state: DropColumnsState = { kind: "dropColumns", columns: chosenColumns(config, frame, ALL_KINDS) };
    return { state, frame: without(state.columns, frame) };
  },
  apply: (state, frame) => without(state.columns, frame),
  addToGraph: (state, target) => replaceBlocks(target, state.columns, []),
};

/** Leaves all other columns out. */
export const selectColumnsStep: Step<SelectColumnsConfig, SelectColumnsState> = {
  kind: "selectColumns",
  fit(config, frame) {
    const state: SelectColumnsState = { kind: "selectColumns", columns: chosenColumns(config, frame, ALL_KINDS) };
    return { state, frame: selected(state, frame) };
  },
  apply: selected,
  addToGraph(state, target: BlockGraph) {
    const names = target.blocks.flatMap((block) => (block.kind === "number" ? block.names : [block.name]));
    const others = names.filter((name): name is string => name !== null && !state.columns.includes(name));
    return replaceBlocks(target, others, []);
  },
};

function selected({ columns }: SelectColumnsState, frame: Frame): Frame {
  for (const name of columns) columnNamed(frame, name, "selectColumns");
  return without(
    frame.names.filter((name) => !columns.includes(name)),
    frame,
  );
}

function without(names: readonly string[], frame: Frame): Frame {
  return changedFrame(frame, { replaced: new Map(names.map((name) => [name, []])) });
}
