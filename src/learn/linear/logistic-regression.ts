import { GyreError, nearestName } from "../../core/index.js";
import type { Estimator } from "../estimator.js";
import { checkNotCancelled } from "../fit-options.js";
import { probabilitiesOf } from "../log-odds.js";
import type { Prediction } from "../prediction.js";
import type { Frame } from "../table.js";
import type { ClassTarget, Target } from "../target.js";
import { addBinaryProbabilities, addLinearOutputs, spreadColumns } from "./graph.js";
import { type LogisticRegressionConfig, logistic } from "./logistic-config.js";
import { fitClasses } from "./logistic-fit.js";
import type { LogisticRegressionModel } from "./model.js";
import { linearImportance, linearOutputs } from "./predict.js";
import { type Prepared, prepare } from "./prepare.js";

/**
 * Logistic regression. Minimises over the encoded columns x (see `fitLinearEncodings`), the intercepts not penalised,
 *
 *   Σᵢ wᵢ·log loss of row i / Σᵢ wᵢ + ½·l2·Σ coefficient² + l1·Σ |coefficient|
 *
 * with wᵢ the row's weight times its class's. Two classes: the log loss of the log-odds η; more: that of the softmax of one η for each
 * class. Without a penalty, classes that the columns separate make the coefficients grow without end: `learn.bad_table` says so. One
 * class only gives coefficients 0, and with two classes the log-odds ±34.5.
 */
export const logisticEstimator: Estimator<LogisticRegressionConfig, LogisticRegressionModel> = {
  kind: "logistic",
  learns: () => ["class"],
  fit: (config, frame, target, options) => {
    const full = logistic(config);
    const prepared = prepare(full, frame, target, "class", options);
    checkNotCancelled(options);
    return fitClasses(full, { ...prepared, classWeights: classWeightsOf(full, prepared) }, options);
  },
  predict: predictClasses,
  addToGraph: (model, target) => {
    const { graph } = target;
    const { classes, seen } = model;
    const eta = addLinearOutputs(model, target);
    const chances = isBinary(model) ? addBinaryProbabilities(graph, eta) : graph.node("Softmax", [eta]);
    const places = isBinary(model) ? binaryPlaces(model) : seen;
    const probabilities = spreadColumns(graph, chances, places, classes.length);
    return { kind: "class", classes, probabilities, ...(classes.length === 2 && { score: eta }) };
  },
  importance: linearImportance,
};

/** The log-odds of the second of two classes, `(n)`. Throws `learn.bad_config` for a model of more classes. */
export function logOddsOfSecond(model: LogisticRegressionModel, frame: Frame): Float64Array {
  if (model.classes.length !== 2) {
    throw new GyreError("learn.bad_config", `a model of ${model.classes.length} classes has no single log-odds`);
  }
  return linearOutputs(model, frame)[0];
}

function predictClasses(model: LogisticRegressionModel, frame: Frame): Prediction {
  const { classes } = model;
  const k = classes.length;
  const outputs = linearOutputs(model, frame);
  const probabilities = new Float64Array(frame.rows * k);
  if (isBinary(model)) {
    const [first, second] = binaryPlaces(model);
    const ones = probabilitiesOf(outputs[0]);
    const others = probabilitiesOf(outputs[0].map((score) => -score));
    for (let i = 0; i < frame.rows; i++) {
      if (first !== undefined) probabilities[i * k + first] = others[i];
      if (second !== undefined) probabilities[i * k + second] = ones[i];
    }
    return { kind: "class", classes, probabilities };
  }
  for (let i = 0; i < frame.rows; i++) {
    let most = Number.NEGATIVE_INFINITY;
    for (const values of outputs) most = Math.max(most, values[i]);
    let sum = 0;
    for (const values of outputs) sum += Math.exp(values[i] - most);
    outputs.forEach((values, c) => {
      probabilities[i * k + model.seen[c]] = Math.exp(values[i] - most) / sum;
    });
  }
  return { kind: "class", classes, probabilities };
}

/** Whether one log-odds tells two classes apart; one class alone is certain. */
function isBinary({ classes, seen }: LogisticRegressionModel): boolean {
  return classes.length === 2 || seen.length === 2;
}

/** The columns of the two chances: of two classes both, even if one was never seen. */
function binaryPlaces({ classes, seen }: LogisticRegressionModel): readonly number[] {
  return classes.length === 2 ? [0, 1] : seen;
}

/** The factor of each class's rows. Balanced: Σ weight / (classes · Σ weight of the class), over the classes that have rows. */
function classWeightsOf(config: LogisticRegressionConfig, prepared: Prepared<Target & ClassTarget>): Float64Array {
  const { target, weights, total } = prepared;
  const { classWeight } = config;
  if (classWeight === "none") return new Float64Array(target.classes.length).fill(1);
  if (classWeight !== "balanced") {
    for (const name of Object.keys(classWeight)) {
      if (target.classes.includes(name)) continue;
      const near = nearestName(name, target.classes);
      throw new GyreError("learn.bad_config", `logistic: classWeight names "${name}", which is no class`, {
        hint: near === undefined ? `The classes are ${target.classes.join(", ")}.` : `Did you mean "${near}"?`,
      });
    }
    return Float64Array.from(target.classes, (name) => classWeight[name] ?? 1);
  }
  const sums = new Float64Array(target.classes.length);
  target.codes.forEach((code, i) => {
    sums[code] += weights[i];
  });
  const present = sums.filter((sum) => sum > 0).length;
  return sums.map((sum) => (sum > 0 ? total / (present * sum) : 1));
}
