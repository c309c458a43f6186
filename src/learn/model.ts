import type { BayesModel } from "./bayes/model.js";
import type { CalibratedModel } from "./calibration/model.js";
import type { BaggingModel, StackingModel, VotingModel } from "./ensemble/model.js";
import type { ForestModel } from "./forest/model.js";
import type { LinearModel } from "./linear/model.js";
import type { ModelColumn, TableModelColumn } from "./model-column.js";
import type { NearestNeighboursModel } from "./neighbours/model.js";
import type { PipelineModel } from "./pipeline/pipeline.js";
import type { GbdtModel, Tree } from "./tree/model.js";

export type { GbdtModel, ModelColumn, TableModelColumn, Tree };

/** Everything that can be trained, exported and served. */
export type Model =
  | GbdtModel
  | ForestModel
  | LinearModel
  | NearestNeighboursModel
  | BayesModel
  | BaggingModel
  | VotingModel
  | StackingModel
  | CalibratedModel
  | PipelineModel;
