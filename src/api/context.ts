import type { Clock } from "../core/index.js";
import type { EventLog } from "../pipelines/index.js";
import type { ModelStore } from "../registry/index.js";
import type { RehearsalReport } from "../rehearsal/index.js";
import type { PredictionLog, Predictor, ServingSlot } from "../serving/index.js";
import type { TrainingRunStore } from "../tracking/index.js";

/** A deployment as operations see it: what answers now, and how to ask it. */
export interface ApiDeployment {
  readonly slot: ServingSlot;
  readonly predictor: Predictor;
}

/** What operations may use. An operation asks for the slice that it needs. */
export interface ApiContext {
  readonly deployments: ReadonlyMap<string, ApiDeployment>;
  readonly models: ModelStore;
  readonly runs: TrainingRunStore;
  readonly predictions: PredictionLog;
  readonly events: EventLog;
  readonly clock: Clock;
  /** The latest rehearsal's report, null before the first; the clock-like parts of it may still move while it runs. */
  rehearsal(): Promise<RehearsalReport | null>;
  /** A prediction with everything it was made from. Throws `serving.prediction_unknown`. */
  why(predictionId: string): Promise<unknown>;
}
