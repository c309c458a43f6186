import type { FitOptions } from "../fit-options.js";
import { checkNotCancelled } from "../fit-options.js";
import { chosenColumns } from "../preprocess/choose-columns.js";
import type { Step, StepConfig } from "../step.js";
import type { Frame, FrameColumn } from "../table.js";
import type { Target } from "../target.js";
import { chosenPlaces, type TestChoice } from "./choice.js";
import { type Selection, selectedBlocks, selectedFrame } from "./selection.js";
import { type CountedRows, countedRows } from "./training-data.js";

/** How good a column is. */
export interface Score {
  readonly score: number;
  readonly p?: number;
}

/** A way to score columns one by one. */
export interface Scoring<C extends StepConfig> {
  readonly kind: C["kind"];
  /** The kinds of columns that it can score. */
  readonly kinds: readonly FrameColumn["kind"][];
  /** Gets ready for all columns; the result scores one by its name. */
  readonly prepare: (
    config: C,
    rows: CountedRows,
    target: Target | undefined,
    options: FitOptions,
  ) => (name: string) => Score;
}

/** A step that scores each column by itself and keeps those of the choice. */
export function scoreStep<C extends StepConfig & TestChoice>(scoring: Scoring<C>): Step<C, Selection<C["kind"]>> {
  return {
    kind: scoring.kind,
    fit: (config, frame, target, options) => {
      const columns = chosenColumns(config, frame, scoring.kinds);
      const scoreOf = scoring.prepare(config, countedRows(scoring.kind, frame, options), target, options);
      const found = columns.map((name) => {
        checkNotCancelled(options);
        return scoreOf(name);
      });
      const state = selectionOf(config, columns, found);
      return { state, frame: selectedFrame(state, frame) };
    },
    apply: (state: Selection<C["kind"]>, frame: Frame) => selectedFrame(state, frame),
    addToGraph: selectedBlocks,
  };
}

function selectionOf<C extends StepConfig & TestChoice>(
  config: C,
  columns: readonly string[],
  found: readonly Score[],
): Selection<C["kind"]> {
  const scores = found.map(({ score }) => score);
  const pValues = found.flatMap(({ p }) => (p === undefined ? [] : [p]));
  const tested = pValues.length > 0;
  const kept = chosenPlaces(config, scores, pValues).map((place) => columns[place]);
  return { kind: config.kind, columns, scores, ...(tested && { pValues }), kept };
}
