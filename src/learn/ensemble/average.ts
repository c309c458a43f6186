import { GyreError } from "../../core/index.js";
import type { GraphBuilder } from "../../onnx/index.js";
import type { GraphPrediction } from "../estimator.js";
import type { Prediction } from "../prediction.js";
import type { Target } from "../target.js";

/** The classes of a target, or nothing for numbers. Throws `learn.bad_table` for any other target. */
export function classesOf(kind: string, target: Target): { readonly classes?: readonly string[] } {
  if (target.kind === "class") return { classes: target.classes };
  if (target.kind === "number") return {};
  throw new GyreError("learn.bad_table", `${kind} learns classes and numbers, the target is a ${target.kind}`);
}

/** Σ part·answer / Σ part of the answers of the members, added in their order. */
export function weightedMean(answers: readonly Float64Array[], parts: readonly number[]): Float64Array {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const mean = answers[0].map((answer) => parts[0] * answer);
  for (let m = 1; m < answers.length; m++) {
    for (let at = 0; at < mean.length; at++) mean[at] += parts[m] * answers[m][at];
  }
  for (let at = 0; at < mean.length; at++) mean[at] /= whole;
  return mean;
}

/** {@link weightedMean} in a graph. */
export function addWeightedMean(graph: GraphBuilder, answers: readonly string[], parts: readonly number[]): string {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const sum = answers
    .map((answer, m) => (parts[m] === 1 ? answer : graph.node("Mul", [graph.doubles([parts[m]]), answer])))
    .reduce((total, answer) => graph.node("Add", [total, answer]));
  return graph.node("Div", [sum, graph.doubles([whole])]);
}

/** Answers as a prediction. */
export function predictionOf(answers: Float64Array, classes: readonly string[] | undefined): Prediction {
  return classes === undefined
    ? { kind: "number", values: answers }
    : { kind: "class", classes, probabilities: answers };
}

/** Answers as what a graph says. */
export function graphPredictionOf(answers: string, classes: readonly string[] | undefined): GraphPrediction {
  return classes === undefined
    ? { kind: "number", values: answers }
    : { kind: "class", classes, probabilities: answers };
}
