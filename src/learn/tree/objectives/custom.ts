import { GyreError } from "../../../core/index.js";
import { type Target, targetRows } from "../../target.js";
import type { Link, Objective } from "../objective.js";
import { multiply } from "./point-objective.js";

/** A target of numbers. */
export type NumberTarget = Target & { readonly kind: "number" };

/** The derivatives of a loss by each score, output-major: output k of row i at k·n + i, (K·n). */
export interface LossDerivatives {
  readonly gradient: Float64Array;
  /** Above or equal to 0. */
  readonly hessian: Float64Array;
}

/**
 * A loss of one's own. It sees each row as if its weight were 1: weights are multiplied in afterwards. Rows of weight 0 and rows kept
 * apart for early stopping are not among its target.
 *
 * @example
 * ```ts
 * const squared: CustomLoss<NumberTarget> = {
 *   derivatives: (scores, { values }) => ({
 *     gradient: scores.map((score, i) => score - values[i]),
 *     hessian: scores.map(() => 1),
 *   }),
 * };
 * const model = fitGbdtWithLoss(gbdt({ loss: "custom" }), table, target, { loss: squared });
 * ```
 */
export interface CustomLoss<T extends Target = Target> {
  /** Scores of each row, K; default 1, with link "softmax" the number of classes. */
  readonly outputs?: number;
  /** How a score becomes a prediction; default "identity". */
  readonly link?: Link;
  /** The score of each output before the first tree, (K); default 0. */
  start?(target: T, weights: Float64Array | undefined): ArrayLike<number>;
  /** Of scores output-major. */
  derivatives(scores: Float64Array, target: T): LossDerivatives;
  /** The loss of all rows, the smaller the better; needed to stop early. */
  metric?(scores: Float64Array, target: T, weights: Float64Array | undefined): number;
}

/** The objective of a {@link CustomLoss}. What it returns is checked: `learn.bad_config` names the first row that is wrong. */
export function customObjective(
  loss: CustomLoss,
  target: Target,
  weights: Float64Array | undefined,
  ofRow?: Float64Array,
): Objective {
  const rows = targetRows(target);
  const link = loss.link ?? "identity";
  const outputs = loss.outputs ?? (link === "softmax" && target.kind === "class" ? target.classes.length : 1);
  checkLink(link, outputs, target);
  const all = ofRow === undefined ? weights : ofRow.map((factor, i) => factor * (weights?.[i] ?? 1));
  const start = Float64Array.from(loss.start?.(target, all) ?? new Float64Array(outputs));
  if (start.length !== outputs || !start.every(Number.isFinite)) {
    throw wrong(`start is [${start.join(", ")}], expected ${outputs} finite numbers`);
  }
  let derivatives: LossDerivatives | undefined;
  return {
    outputs,
    link,
    start,
    ...(weights && { weights }),
    constantHessian: false,
    prepare: (scores) => {
      derivatives = loss.derivatives(scores.slice(), target);
      checkDerivatives(derivatives, outputs, rows);
    },
    gradients: (_scores, output, gradient, hessian) => {
      if (derivatives === undefined) throw new Error("prepare comes before gradients");
      gradient.set(derivatives.gradient.subarray(output * rows, (output + 1) * rows));
      hessian.set(derivatives.hessian.subarray(output * rows, (output + 1) * rows));
      multiply(gradient, hessian, ofRow);
    },
  };
}

function checkLink(link: Link, outputs: number, target: Target): void {
  if (!Number.isInteger(outputs) || outputs < 1) throw wrong(`outputs is ${outputs}, expected 1, 2, …`);
  const expected = target.kind !== "class" || link === "logistic" ? 1 : target.classes.length;
  if (target.kind === "class" && link !== "softmax" && !(link === "logistic" && target.classes.length === 2)) {
    throw wrong(`link "${link}" gives no probabilities of ${target.classes.length} classes, expected "softmax"`);
  }
  if (target.kind !== "class" && link === "softmax") throw wrong('link "softmax" needs a target of classes');
  if (outputs !== expected) throw wrong(`outputs is ${outputs}, expected ${expected} for this target and link`);
}

function checkDerivatives({ gradient, hessian }: LossDerivatives, outputs: number, rows: number): void {
  for (const [name, values] of [["gradient", gradient] as const, ["hessian", hessian] as const]) {
    if (values.length !== outputs * rows) {
      throw wrong(`${name} has ${values.length} numbers, expected ${outputs * rows}`);
    }
    const at = values.findIndex((value) => !Number.isFinite(value) || (name === "hessian" && value < 0));
    if (at < 0) continue;
    const expected = name === "hessian" ? "a finite number ≥ 0" : "a finite number";
    throw wrong(`${name} of row ${at % rows} is ${values[at]}, expected ${expected}`);
  }
}

function wrong(message: string): GyreError {
  return new GyreError("learn.bad_config", `the custom loss: ${message}`);
}
