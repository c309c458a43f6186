import { GyreError, nearestName } from "../core/index.js";
import type { Learner } from "./estimator.js";
import type { BlockGraph } from "./export/blocks.js";
import {
  eliminateStep,
  selectAnovaStep,
  selectChiSquareStep,
  selectLassoStep,
  selectMutualInformationStep,
  selectVarianceStep,
} from "./feature-selection/index.js";
import type { FitOptions } from "./fit-options.js";
import { binStep } from "./preprocess/bin.js";
import { datesStep } from "./preprocess/dates.js";
import { frequencyEncodeStep } from "./preprocess/frequency-encode.js";
import { hashEncodeStep } from "./preprocess/hash-encode.js";
import { imputeStep } from "./preprocess/impute/index.js";
import { dropColumnsStep, selectColumnsStep } from "./preprocess/keep-columns.js";
import { oneHotStep } from "./preprocess/one-hot.js";
import { ordinalEncodeStep } from "./preprocess/ordinal-encode.js";
import { outliersStep } from "./preprocess/outliers.js";
import { polynomialStep } from "./preprocess/polynomial.js";
import { scaleStep } from "./preprocess/scale.js";
import { targetEncodeStep } from "./preprocess/target-encode.js";
import { toCategoryStep } from "./preprocess/to-category.js";
import { yeoJohnsonStep } from "./preprocess/yeo-johnson.js";
import { pcaStep, truncatedSvdStep } from "./projection/index.js";
import type { FittedStep, StepConfig, StepState } from "./step.js";
import type { Frame } from "./table.js";
import type { Target } from "./target.js";
import { ngramsStep } from "./text/index.js";

/** A step of any kind; it is only given configurations and states of its own. */
export interface AnyStep {
  readonly kind: string;
  // Methods, so that a step of one kind of configuration is a step.
  fit(
    config: StepConfig,
    frame: Frame,
    target: Target | undefined,
    options: FitOptions,
    learner: Learner,
  ): FittedStep<StepState>;
  apply(state: StepState, frame: Frame, learner: Learner): Frame;
  addToGraph(state: StepState, graph: BlockGraph, learner: Learner): BlockGraph;
}

/** All steps by kind. */
export const steps: ReadonlyMap<string, AnyStep> = new Map(
  [
    binStep,
    datesStep,
    dropColumnsStep,
    eliminateStep,
    frequencyEncodeStep,
    hashEncodeStep,
    imputeStep,
    ngramsStep,
    oneHotStep,
    ordinalEncodeStep,
    outliersStep,
    pcaStep,
    polynomialStep,
    scaleStep,
    selectAnovaStep,
    selectChiSquareStep,
    selectColumnsStep,
    selectLassoStep,
    selectMutualInformationStep,
    selectVarianceStep,
    targetEncodeStep,
    toCategoryStep,
    truncatedSvdStep,
    yeoJohnsonStep,
  ].map((step: AnyStep) => [step.kind, step]),
);

/** The step of this kind. Throws `learn.bad_config` for an unknown one. */
export function stepOf(kind: string): AnyStep {
  const step = steps.get(kind);
  if (step !== undefined) return step;
  const near = nearestName(kind, steps.keys());
  throw new GyreError("learn.bad_config", `there is no step "${kind}"`, {
    hint: near === undefined ? `Steps are ${[...steps.keys()].join(", ")}.` : `Did you mean "${near}"?`,
    details: { kind },
  });
}
