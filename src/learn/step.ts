import type { AnyConfig, Learner } from "./estimator.js";
import type { BlockGraph } from "./export/blocks.js";
import type { FitOptions } from "./fit-options.js";
import type { Frame } from "./table.js";
import type { Target } from "./target.js";

/** Which columns a step works on: those named, or all of a kind; by default all of the kinds that the step is for. */
export type ColumnChoice = readonly string[] | "number" | "category" | "time" | "text";

/** A step's configuration. */
export interface StepConfig extends AnyConfig {
  readonly columns?: ColumnChoice;
}

/** What a step learned: plain data. */
export interface StepState {
  readonly kind: string;
}

/** A state, and the training rows as the rest of the pipeline may see them. */
export interface FittedStep<S extends StepState> {
  readonly state: S;
  /**
   * The training frame after the step. Where the state of a row was learned from its own target (target encoding), it comes from
   * inner folds and differs from `apply`.
   */
  readonly frame: Frame;
}

/**
 * A way to turn columns into columns: config → fit → state → apply. Columns that a step does not work on pass through; those that
 * it makes come last, or stand in the place of the one they replace.
 */
export interface Step<C extends StepConfig, S extends StepState> {
  readonly kind: C["kind"] & S["kind"];
  /** The target is absent where there is none; a step that needs one refuses with `learn.bad_config`. */
  readonly fit: (
    config: C,
    frame: Frame,
    target: Target | undefined,
    options: FitOptions,
    learner: Learner,
  ) => FittedStep<S>;
  readonly apply: (state: S, frame: Frame, learner: Learner) => Frame;
  /** The same in a graph; fails with `onnx.unsupported` where ONNX Runtime cannot compute it. */
  readonly addToGraph: (state: S, graph: BlockGraph, learner: Learner) => BlockGraph;
}
