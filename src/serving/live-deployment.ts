import type { FeatureSet } from "../features/index.js";
import type { ModelVersion, Scorer } from "../registry/index.js";
import type { Arm, DeploymentConfig } from "./types.js";

/** A registered version together with the loaded model that answers for it. */
export interface ServedVersion {
  readonly version: ModelVersion;
  readonly scorer: Scorer;
}

/** What a deployment answers with at one moment. It never changes; a rollout step makes a new one and swaps it in. */
export interface LiveDeployment {
  readonly config: DeploymentConfig;
  readonly champion: ServedVersion;
  /** The version on trial, or null when there is no rollout. */
  readonly candidate: ServedVersion | null;
  /** The arm that a unit belongs to; only asked while there is a candidate. */
  assign(unit: string): Arm;
  /** What a request carries, with the kind of each field. */
  readonly fields: FeatureSet["fields"];
}

/** The version that answers for an arm; the champion when there is no candidate. */
export function versionOf(live: LiveDeployment, arm: Arm): ServedVersion {
  return arm === "candidate" && live.candidate ? live.candidate : live.champion;
}
