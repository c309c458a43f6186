import { type BlockGraph, replaceBlocks } from "../export/blocks.js";
import type { StepState } from "../step.js";
import type { Frame } from "../table.js";

/** What a selection learned. */
export interface Selection<K extends string = string> extends StepState {
  readonly kind: K;
  /** The columns that were looked at. */
  readonly columns: readonly string[];
  /** One for each of `columns`, larger is better. */
  readonly scores: readonly number[];
  /** The probability of such a score of a column that says nothing; absent where the method has none. */
  readonly pValues?: readonly number[];
  /** Those of `columns` that stay; all others of the frame stay too. */
  readonly kept: readonly string[];
}

/** `frame` without the columns that were not kept. */
export function selectedFrame(state: Selection, frame: Frame): Frame {
  const dropped = droppedOf(state);
  const places = Array.from(frame.names.keys()).filter((place) => !dropped.has(frame.names[place]));
  return {
    rows: frame.rows,
    names: places.map((place) => frame.names[place]),
    columns: places.map((place) => frame.columns[place]),
  };
}

/** The same in a graph. */
export function selectedBlocks(state: Selection, target: BlockGraph): BlockGraph {
  return replaceBlocks(target, [...droppedOf(state)], []);
}

function droppedOf({ columns, kept }: Selection): Set<string> {
  const staying = new Set(kept);
  return new Set(columns.filter((name) => !staying.has(name)));
}
