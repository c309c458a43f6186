import type { AnyConfig, AnyModel, Estimator, Learner } from "../../src/learn/estimator.js";

type AnyEstimator = Estimator<AnyConfig, AnyModel>;

/** The estimators `list` behind one door, as composite estimators want them. */
export function learnerOf(list: readonly unknown[]): Learner {
  const byKind = new Map((list as readonly AnyEstimator[]).map((estimator) => [estimator.kind as string, estimator]));
  const of = (kind: string): AnyEstimator => {
    const found = byKind.get(kind);
    if (found === undefined) throw new Error(`this learner has no ${kind}, only ${[...byKind.keys()].join(", ")}`);
    return found;
  };
  const learner: Learner = {
    fit: (config, frame, target, options) => of(config.kind).fit(config, frame, target, options, learner),
    predict: (model, frame) => of(model.kind).predict(model, frame, learner),
    addToGraph: (model, graph) => of(model.kind).addToGraph(model, graph, learner),
    importance: (model) => of(model.kind).importance!(model, learner),
    learns: (config) => of(config.kind).learns(config, learner),
  };
  return learner;
}
