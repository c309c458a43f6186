import { GyreError } from "../../core/index.js";
import { probabilitiesOf } from "../log-odds.js";
import type { Prediction } from "../prediction.js";
import type { Link } from "./objective.js";
import { fillSoftmax } from "./objectives/index.js";

/** What turns the scores of a model into predictions. */
export interface ScoreReading {
  readonly link: Link;
  /** The classes of the outputs; null when the model predicts numbers. */
  readonly classes: readonly string[] | null;
}

/**
 * Predictions from raw scores, output-major (K·n): probabilities of the classes, each with full relative precision, or numbers.
 */
export function gbdtPrediction({ link, classes }: ScoreReading, scores: Float64Array): Prediction {
  if (classes === null) return { kind: "number", values: numbersOf(link, scores) };
  const k = classes.length;
  if (k === 1) return { kind: "class", classes, probabilities: new Float64Array(scores.length).fill(1) };
  if (link === "logistic") return { kind: "class", classes, probabilities: pairsOf(scores) };
  if (link !== "softmax") {
    throw new GyreError("learn.bad_config", `a model of ${k} classes has the link "${link}", expected "softmax"`);
  }
  const outputMajor = new Float64Array(scores.length);
  fillSoftmax(scores, k, outputMajor);
  const n = scores.length / k;
  return {
    kind: "class",
    classes,
    probabilities: outputMajor.map((_, at) => outputMajor[(at % k) * n + Math.floor(at / k)]),
  };
}

function numbersOf(link: Link, scores: Float64Array): Float64Array {
  switch (link) {
    case "identity":
      return scores;
    case "exp":
      return scores.map(Math.exp);
    case "logistic":
      return probabilitiesOf(scores);
    case "softmax":
      throw new GyreError("learn.bad_config", 'a model of numbers has the link "softmax"');
  }
}

/** (n, 2): 1 − p and p, each computed by itself, so that neither loses its small values. */
function pairsOf(scores: Float64Array): Float64Array {
  const second = probabilitiesOf(scores);
  const first = probabilitiesOf(scores.map((score) => -score));
  const pairs = new Float64Array(2 * scores.length);
  for (let i = 0; i < scores.length; i++) {
    pairs[2 * i] = first[i];
    pairs[2 * i + 1] = second[i];
  }
  return pairs;
}
