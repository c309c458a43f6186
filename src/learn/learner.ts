import { GyreError, nearestName } from "../core/index.js";
import type { Learner } from "./estimator.js";
import { type AnyEstimator, estimators } from "./estimators.js";
import type { Target } from "./target.js";

/** Every estimator behind one door. */
export const learner: Learner = {
  fit: (config, frame, target, options) => {
    const estimator = estimatorOf(config.kind);
    const learns = estimator.learns(config, learner);
    if (!learns.includes(target.kind)) throw unfit(config.kind, target.kind, learns);
    return estimator.fit(config, frame, target, options, learner);
  },
  predict: (model, frame) => estimatorOf(model.kind).predict(model, frame, learner),
  addToGraph: (model, graph) => estimatorOf(model.kind).addToGraph(model, graph, learner),
  importance: (model) => estimatorOf(model.kind).importance?.(model, learner) ?? [],
  learns: (config) => estimatorOf(config.kind).learns(config, learner),
};

function estimatorOf(kind: string): AnyEstimator {
  const estimator = estimators.get(kind);
  if (estimator !== undefined) return estimator;
  const near = nearestName(kind, estimators.keys());
  throw new GyreError("learn.bad_config", `there is no estimator "${kind}"`, {
    hint: near === undefined ? `Estimators are ${[...estimators.keys()].join(", ")}.` : `Did you mean "${near}"?`,
    details: { kind },
  });
}

const WORDS: Readonly<Record<Target["kind"], string>> = {
  class: "classes",
  number: "numbers",
  relevance: "the relevance of rows",
};

function unfit(kind: string, came: Target["kind"], learns: readonly Target["kind"][]): GyreError {
  const can = learns.map((one) => WORDS[one]).join(" or ");
  return new GyreError("learn.bad_config", `${kind} learns ${can}, but the target holds ${WORDS[came]}`, {
    details: { kind, target: came },
  });
}
