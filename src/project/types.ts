import type { Source } from "../data/index.js";
import type { Entity, View } from "../features/index.js";
import type { Monitor } from "../monitoring/index.js";
import type { RetrainingPolicy } from "../pipelines/index.js";
import type { Gate } from "../registry/index.js";
import type { RolloutPlan } from "../rollouts/index.js";
import type { DeploymentConfig } from "../serving/index.js";
import type { ModelDefinition, ProjectCode } from "../training/index.js";

/** Everything about one model's life, as plain data: what `gyre.config.ts` exports. Equal content has an equal hash. */
export interface Project {
  readonly name: string;
  /** Where the project's clock stands, ISO 8601, when it works on history; null: the real time. */
  readonly asOf: string | null;
  readonly sources: readonly Source[];
  readonly entities: readonly Entity[];
  readonly views: readonly View[];
  readonly model: ModelDefinition;
  readonly gates: readonly Gate[];
  readonly deployment: DeploymentConfig;
  readonly rollout: RolloutPlan;
  readonly monitors: readonly Monitor[];
  /** Retraining policies by name. */
  readonly retraining: Readonly<Record<string, RetrainingPolicy>>;
  /** The policy that the live loop follows. */
  readonly policy: string;
  /** The stretch of history to rehearse, ISO 8601; training starts with what was known at `from`. */
  readonly rehearsal: { readonly from: string; readonly to: string } | null;
}

/** A project as it was loaded: with the hash of its bundled code and where it lies. */
export interface LoadedProject {
  readonly project: Project;
  readonly folder: string;
  readonly file: string;
  /** SHA-256 of the bundle, with a training script of all its code: the code version. */
  readonly codeVersion: string;
  /** The code itself, as runs keep it. */
  readonly code: ProjectCode;
}
