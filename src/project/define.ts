import type { Duration } from "../core/index.js";
import type { SourceRef } from "../data/index.js";
import type { Entity, Examples, FeatureSet, View } from "../features/index.js";
import type { EstimatorConfig } from "../learn/index.js";
import type { Monitor } from "../monitoring/index.js";
import type { RetrainingPolicy } from "../pipelines/index.js";
import type { Gate } from "../registry/index.js";
import type { RolloutPlan } from "../rollouts/index.js";
import type { DeploymentConfig } from "../serving/index.js";
import type { ModelDefinition, ModelEstimator } from "../training/index.js";
import type { Project } from "./types.js";

/** A model of a binary outcome. `holdout` defaults to 14 days, `seed` to 1. */
export function model(
  name: string,
  options: {
    readonly predicts: string;
    readonly examples: Examples;
    readonly features: FeatureSet;
    readonly estimator: ModelEstimator;
    readonly baseline: EstimatorConfig;
    readonly holdout?: Duration;
    readonly seed?: number;
  },
): ModelDefinition {
  return { name, ...options, holdout: options.holdout ?? "14d", seed: options.seed ?? 1 };
}

/** Serves a model at `POST /v1/deployments/{name}/predict`. `unit` is the request field that decides the arm in a rollout (default: each prediction on its own). */
export function deployment(
  name: string,
  options: { readonly model: ModelDefinition; readonly unit?: string; readonly bodyLimitBytes?: number },
): DeploymentConfig {
  return {
    name,
    model: options.model.name,
    unit: options.unit ?? null,
    bodyLimitBytes: options.bodyLimitBytes ?? 1024 * 1024,
  };
}

/** The project: what `gyre.config.ts` exports by default. */
export function defineProject<const Policies extends Readonly<Record<string, RetrainingPolicy>>>(definition: {
  readonly name: string;
  readonly asOf?: string;
  readonly sources: readonly SourceRef[];
  readonly entities: readonly Entity[];
  readonly views: readonly View[];
  readonly model: ModelDefinition;
  readonly gates: readonly Gate[];
  readonly deployment: DeploymentConfig;
  readonly rollout: RolloutPlan;
  readonly monitors: readonly Monitor[];
  readonly retraining: Policies;
  readonly policy: keyof Policies & string;
  readonly rehearsal?: { readonly from: string; readonly to: string };
}): Project {
  return { ...definition, asOf: definition.asOf ?? null, rehearsal: definition.rehearsal ?? null };
}
