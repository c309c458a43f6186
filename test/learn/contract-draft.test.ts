import * as forest from "../../src/learn/forest/index.js";
import * as linear from "../../src/learn/linear/index.js";
import { gbdt } from "../../src/learn/tree/config.js";
import { gbdtEstimator } from "../../src/learn/tree/gbdt-estimator.js";
import { type ContractCase, estimatorContract } from "./estimator.contract.js";
import { learnerOf } from "./learner.js";

const learner = learnerOf([
  gbdtEstimator,
  ...Object.entries({ ...linear, ...forest })
    .filter(([n]) => n.endsWith("Estimator"))
    .map(([, e]) => e),
]);
const all = ["binary", "multiclass", "number"] as const;
const classes = ["binary", "multiclass"] as const;
const number = ["number"] as const;
const whole = { missing: "accepted", categories: "accepted" } as const;
const CASES: Readonly<Record<string, ContractCase>> = {
  leastSquares: { config: linear.leastSquares(), learns: number, ...whole, closeness: 1e-8 },
  ridge: { config: linear.ridge(), learns: number, ...whole, closeness: 1e-9 },
  lasso: { config: linear.lasso({ alpha: 0.01 }), learns: number, ...whole, closeness: 1e-6 },
  elasticNet: { config: linear.elasticNet({ alpha: 0.01 }), learns: number, ...whole, closeness: 1e-6 },
  logistic: { config: linear.logistic(), learns: classes, ...whole, closeness: 1e-6, oneClass: "accepted" },
  poisson: { config: linear.poisson(), learns: number, ...whole, closeness: 1e-6 },
  gamma: { config: linear.gamma(), learns: number, ...whole, closeness: 1e-6 },
  tweedie: { config: linear.tweedie(), learns: number, ...whole, closeness: 1e-6 },
  huberRegression: { config: linear.huberRegression(), learns: number, ...whole, closeness: 1e-5 },
  quantileRegression: { config: linear.quantileRegression(), learns: number, ...whole, closeness: 1e-6 },
  decisionTree: { config: forest.decisionTree(), learns: all, ...whole, closeness: 0, weightCloseness: 1e-12 },
  randomForest: {
    config: forest.randomForest({ trees: 5 } as never),
    learns: all,
    ...whole,
    closeness: 0,
    drawsRows: true,
  },
  extraTrees: {
    config: forest.extraTrees({ trees: 5 } as never),
    learns: all,
    ...whole,
    closeness: 0,
    weightCloseness: 1e-12,
  },
  gbdt: {
    config: gbdt({ trees: 5, minDataInLeaf: 1, minDataInBin: 1 }),
    learns: all,
    ...whole,
    closeness: 0,
    weightCloseness: 1e-9,
  },
};
for (const [name, given] of Object.entries(CASES)) estimatorContract(name, learner, given);
