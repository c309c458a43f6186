import type { Estimator } from "../estimator.js";
import { addForestToGraph } from "../export/tree-score-links.js";
import type { DecisionTreeConfig, ExtraTreesConfig, ForestConfig, RandomForestConfig } from "./config.js";
import { decisionTree, extraTrees, randomForest } from "./config.js";
import { fitForest } from "./fit-forest.js";
import type { ForestModel } from "./model.js";
import { predictForest } from "./predict-forest.js";

/** One decision tree (Breiman et al., 1984), for classes and numbers. */
export const decisionTreeEstimator: Estimator<DecisionTreeConfig, ForestModel & { readonly kind: "decisionTree" }> = {
  ...estimatorOf("decisionTree", decisionTree),
};

/** Trees on rows drawn with replacement, each node on some columns (Breiman, 2001), for classes and numbers. */
export const randomForestEstimator: Estimator<RandomForestConfig, ForestModel & { readonly kind: "randomForest" }> = {
  ...estimatorOf("randomForest", randomForest),
};

/** Trees with one random threshold for each column tried (Geurts et al., 2006), for classes and numbers. */
export const extraTreesEstimator: Estimator<ExtraTreesConfig, ForestModel & { readonly kind: "extraTrees" }> = {
  ...estimatorOf("extraTrees", extraTrees),
};

function estimatorOf<K extends ForestConfig["kind"], C extends ForestConfig & { readonly kind: K }>(
  kind: K,
  checked: (config: Partial<Omit<C, "kind">>) => C,
): Estimator<C, ForestModel & { readonly kind: K }> {
  return {
    kind: kind as C["kind"] & K,
    learns: ({ criterion }) =>
      criterion === "auto" ? ["class", "number"] : criterion === "squared" ? ["number"] : ["class"],
    fit(config, frame, target, options) {
      const { kind: _, ...settings } = config;
      return { ...fitForest(checked(settings as Partial<Omit<C, "kind">>), frame, target, options), kind };
    },
    predict: (model, frame) => predictForest(model, frame),
    addToGraph: (model, graph) => addForestToGraph(model, graph),
    importance: (model) => model.importance,
  };
}
