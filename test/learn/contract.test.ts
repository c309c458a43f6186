import {
  bagging,
  bernoulliBayes,
  calibrated,
  decisionTree,
  elasticNet,
  extraTrees,
  gamma,
  gaussianBayes,
  gbdt,
  huberRegression,
  impute,
  lasso,
  learner,
  leastSquares,
  logistic,
  multinomialBayes,
  nearestNeighbours,
  oneHot,
  pipeline,
  poisson,
  quantileRegression,
  randomForest,
  ridge,
  stacking,
  tweedie,
  voting,
} from "../../src/learn/index.js";
import { type ContractCase, estimatorContract } from "./estimator.contract.js";

const all = { learns: ["binary", "multiclass", "number"] } as const;
const classes = { learns: ["binary", "multiclass"] } as const;
const number = { learns: ["number"] } as const;
const anything = { missing: "accepted", categories: "accepted" } as const;
const complete = { missing: "refused", categories: "accepted" } as const;
const numbers = { missing: "accepted", categories: "refused" } as const;
const exact = { closeness: 0 } as const;
const close = { closeness: 1e-9 } as const;
const solved = { closeness: 1e-6 } as const;

const near = nearestNeighbours();
const byDistance = nearestNeighbours({ neighbours: 7, weights: "distance", standardise: true });
const bayes = gaussianBayes();
const tree = decisionTree({ maxDepth: 4 });
const prepared = pipeline({ steps: [impute(), oneHot()], estimator: bayes });

const CASES: Readonly<Record<string, ContractCase>> = {
  gbdt: { config: gbdt({ trees: 5 }), ...all, ...anything, ...exact },
  decisionTree: { config: decisionTree(), ...all, ...anything, closeness: 0, weightCloseness: 1e-12 },
  randomForest: { config: randomForest({ trees: 5 }), ...all, ...anything, ...exact, drawsRows: true },
  extraTrees: { config: extraTrees({ trees: 5 }), ...all, ...anything, closeness: 0, weightCloseness: 1e-12 },
  leastSquares: { config: leastSquares(), ...number, ...anything, ...solved },
  ridge: { config: ridge(), ...number, ...anything, ...close },
  lasso: { config: lasso({ alpha: 0.01 }), ...number, ...anything, ...solved },
  elasticNet: { config: elasticNet({ alpha: 0.01 }), ...number, ...anything, ...solved },
  logistic: { config: logistic(), ...classes, ...anything, ...solved },
  poisson: { config: poisson(), ...number, ...anything, ...solved },
  gamma: { config: gamma(), ...number, ...anything, ...solved },
  tweedie: { config: tweedie(), ...number, ...anything, ...solved },
  huberRegression: { config: huberRegression(), ...number, ...anything, closeness: 1e-5 },
  quantileRegression: { config: quantileRegression(), ...number, ...anything, ...solved },
  nearestNeighbours: { config: near, ...all, ...complete, ...exact },
  "nearestNeighbours by distance": { config: byDistance, ...all, ...complete, ...close },
  gaussianBayes: { config: bayes, ...classes, ...numbers, ...close },
  bernoulliBayes: { config: bernoulliBayes(), ...classes, ...numbers, ...close },
  multinomialBayes: { config: multinomialBayes(), ...classes, ...numbers, ...close, counts: true },
  pipeline: { config: prepared, ...classes, ...anything, ...close },
  bagging: { config: bagging({ estimator: near, members: 3 }), ...all, ...complete, ...close },
  "bagging of trees": {
    config: bagging({ estimator: tree, members: 3, columnFraction: 0.8 }),
    ...all,
    ...anything,
    ...close,
  },
  voting: { config: voting({ estimators: [tree, byDistance], weights: [2, 1] }), ...all, ...complete, ...close },
  "voting by votes": {
    config: voting({ estimators: [bayes, tree, bernoulliBayes()], voting: "hard" }),
    ...classes,
    ...numbers,
    ...close,
  },
  stacking: {
    config: stacking({ estimators: [tree, near], final: byDistance, passThrough: true }),
    ...all,
    ...complete,
    ...close,
  },
  "stacking over a pipeline": {
    config: stacking({ estimators: [tree, prepared], final: logistic() }),
    ...classes,
    ...anything,
    ...solved,
  },
  "calibrated by Platt": { config: calibrated({ estimator: bayes }), ...classes, ...numbers, ...close },
  "calibrated logistic": {
    config: calibrated({ estimator: logistic() }),
    ...classes,
    ...anything,
    ...solved,
  },
  "calibrated by isotonic": {
    config: calibrated({ estimator: tree, method: "isotonic" }),
    ...classes,
    ...anything,
    ...close,
  },
  "calibrated by temperature": {
    config: calibrated({ estimator: near, method: "temperature" }),
    ...classes,
    ...complete,
    ...close,
  },
  "calibrated by beta": {
    config: calibrated({ estimator: prepared, method: "beta", ensemble: true }),
    ...classes,
    ...anything,
    ...close,
  },
};

for (const [name, given] of Object.entries(CASES)) estimatorContract(name, learner, given);
