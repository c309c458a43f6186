import {
  bernoulliBayes,
  bernoulliBayesEstimator,
  gaussianBayes,
  gaussianBayesEstimator,
  multinomialBayes,
  multinomialBayesEstimator,
} from "../../src/learn/bayes/index.js";
import { calibrated, calibratedEstimator } from "../../src/learn/calibration/index.js";
import {
  bagging,
  baggingEstimator,
  stacking,
  stackingEstimator,
  voting,
  votingEstimator,
} from "../../src/learn/ensemble/index.js";
import { nearestNeighbours, nearestNeighboursEstimator } from "../../src/learn/neighbours/index.js";
import { type ContractCase, estimatorContract } from "./estimator.contract.js";
import { learnerOf } from "./learner.js";

const learner = learnerOf([
  nearestNeighboursEstimator,
  gaussianBayesEstimator,
  bernoulliBayesEstimator,
  multinomialBayesEstimator,
  baggingEstimator,
  votingEstimator,
  stackingEstimator,
  calibratedEstimator,
]);

const all = ["binary", "multiclass", "number"] as const;
const classes = ["binary", "multiclass"] as const;
const near = nearestNeighbours();
const byDistance = nearestNeighbours({ neighbours: 7, weights: "distance", standardise: true });
const complete = { missing: "refused", categories: "accepted" } as const;
const numbers = { missing: "accepted", categories: "refused" } as const;

const CASES: Readonly<Record<string, ContractCase>> = {
  nearestNeighbours: { config: near, learns: all, ...complete, closeness: 0 },
  "nearestNeighbours by distance": { config: byDistance, learns: all, ...complete, closeness: 1e-9 },
  gaussianBayes: { config: gaussianBayes(), learns: classes, ...numbers, closeness: 1e-9 },
  bernoulliBayes: { config: bernoulliBayes(), learns: classes, ...numbers, closeness: 1e-9 },
  multinomialBayes: { config: multinomialBayes(), learns: classes, ...numbers, counts: true, closeness: 1e-9 },
  bagging: { config: bagging({ estimator: near, members: 3 }), learns: all, ...complete, closeness: 1e-9 },
  "bagging of Bayes": {
    config: bagging({ estimator: gaussianBayes(), members: 3, columnFraction: 0.8 }),
    learns: classes,
    ...numbers,
    closeness: 1e-9,
  },
  voting: {
    config: voting({ estimators: [near, byDistance], weights: [2, 1] }),
    learns: all,
    ...complete,
    closeness: 1e-9,
  },
  "voting by votes": {
    config: voting({ estimators: [gaussianBayes(), bernoulliBayes()], voting: "hard" }),
    learns: classes,
    ...numbers,
    closeness: 1e-9,
  },
  stacking: {
    config: stacking({ estimators: [near, byDistance], final: near, passThrough: true }),
    learns: all,
    ...complete,
    closeness: 1e-9,
  },
  "stacking of Bayes": {
    config: stacking({ estimators: [gaussianBayes(), bernoulliBayes()], final: gaussianBayes() }),
    learns: classes,
    ...numbers,
    closeness: 1e-9,
  },
  "calibrated by Platt": {
    config: calibrated({ estimator: gaussianBayes() }),
    learns: classes,
    ...numbers,
    closeness: 1e-9,
  },
  "calibrated by isotonic": {
    config: calibrated({ estimator: bernoulliBayes(), method: "isotonic" }),
    learns: classes,
    ...numbers,
    closeness: 1e-9,
  },
  "calibrated by temperature": {
    config: calibrated({ estimator: near, method: "temperature" }),
    learns: classes,
    ...complete,
    closeness: 1e-9,
  },
  "calibrated by beta": {
    config: calibrated({ estimator: gaussianBayes(), method: "beta", ensemble: true }),
    learns: classes,
    ...numbers,
    closeness: 1e-9,
  },
};

for (const [name, given] of Object.entries(CASES)) estimatorContract(name, learner, given);
