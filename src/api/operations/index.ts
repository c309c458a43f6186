import type { AnyOperation } from "../operation.js";
import { listEvents } from "./monitoring.js";
import { getCard, getVersion, listModels, listVersions } from "./registry.js";
import { getRehearsal } from "./rehearsal.js";
import {
  getDeployment,
  getPrediction,
  listDeployments,
  listPredictions,
  predictOne,
  recordOneOutcome,
  whyPrediction,
} from "./serving.js";
import { getRun, listRuns } from "./tracking.js";

/** Everything that can be asked of Gyre, in the order of the loop. */
export const OPERATIONS: readonly AnyOperation[] = [
  listRuns,
  getRun,
  listModels,
  listVersions,
  getVersion,
  getCard,
  listDeployments,
  getDeployment,
  predictOne,
  listPredictions,
  recordOneOutcome,
  getPrediction,
  whyPrediction,
  listEvents,
  getRehearsal,
];
