import type { Learner } from "../estimator.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { checkFrame } from "../preprocess/check-frame.js";
import type { StepConfig, StepState } from "../step.js";
import { stepOf } from "../steps.js";
import type { Frame } from "../table.js";
import type { Target } from "../target.js";

/** What steps learned one after the other, and the training frame as the last one left it. */
export interface FittedSteps {
  readonly states: readonly StepState[];
  /** Where a step learned from a row's own target, as target encoding does, it comes from inner folds and differs from {@link applySteps}. */
  readonly frame: Frame;
}

/**
 * Fits steps one after the other, each on what the one before made of the training frame. Weights count in each; chance is split by
 * the number of the step. Throws `learn.bad_config` for an unknown step and one that needs a target where there is none, and
 * `learn.bad_table` for what a step refuses.
 *
 * @example
 * ```ts
 * const { states, frame } = fitSteps([impute(), scale()], table, undefined, {}, learner);
 * ```
 */
export function fitSteps(
  configs: readonly StepConfig[],
  frame: Frame,
  target: Target | undefined,
  options: FitOptions,
  learner: Learner,
): FittedSteps {
  checkFrame(frame);
  const { weights, random, signal } = options;
  const given = { ...(weights !== undefined && { weights }), ...(signal !== undefined && { signal }) };
  const states: StepState[] = [];
  let current = frame;
  configs.forEach((config, i) => {
    checkNotCancelled(options);
    const chance = random === undefined ? {} : { random: random.split(`step ${i}`) };
    const fitted = stepOf(config.kind).fit(config, current, target, { ...given, ...chance }, learner);
    states.push(fitted.state);
    current = fitted.frame;
  });
  return { states, frame: current };
}

/** `frame` as the fitted steps make it, for rows that were not trained on. Throws `learn.bad_table` for a column that is missing. */
export function applySteps(states: readonly StepState[], frame: Frame, learner: Learner): Frame {
  return states.reduce((current, state) => stepOf(state.kind).apply(state, current, learner), frame);
}
