import { GyreError } from "../core/index.js";
import {
  type Alert,
  type AlertStore,
  type Baseline,
  type Finding,
  type FindingStore,
  isDeployedMonitor,
  type MonitorStateStore,
  resumeWatch,
  stepWatch,
  type Watch,
} from "../monitoring/index.js";
import type { PipelineContext } from "../pipelines/index.js";
import type { ModelRuntime, ModelStore, ModelVersion } from "../registry/index.js";
import { assign, isOver, type RolloutState, type RolloutStore } from "../rollouts/index.js";
import {
  createServingSlot,
  type LiveDeployment,
  type PredictionLog,
  type ServedVersion,
  type ServingSlot,
} from "../serving/index.js";
import { findBaseline } from "./baseline.js";
import type { Project } from "./types.js";

/** What operating a deployment needs of the world. */
export interface OperationContext extends Pick<PipelineContext, "artifacts" | "events" | "clock"> {
  readonly models: ModelStore;
  readonly runtime: ModelRuntime;
  readonly predictions: PredictionLog;
  readonly rollouts: RolloutStore;
  readonly findings: FindingStore;
  readonly alerts: AlertStore;
  readonly monitorStates: MonitorStateStore;
}

/** A version that serves or is on trial, and what it was like when it was accepted. */
export interface Release {
  readonly served: ServedVersion;
  readonly baseline: Baseline;
}

/** A deployment at work: who serves, who is on trial, and what the monitors remember. */
export interface Operation {
  readonly project: Project;
  readonly slot: ServingSlot;
  champion: Release;
  trial: Release | null;
  rollout: RolloutState | null;
  watch: Watch;
}

/** Opens the deployment as the registry and the last rollout left it. Throws `serving.not_ready` when no version was deployed. */
export async function openOperation(context: OperationContext, project: Project): Promise<Operation> {
  const champion = await context.models.alias(project.model.name, "champion");
  if (!champion) {
    throw new GyreError("serving.not_ready", `no version of ${project.model.name} is deployed`, {
      hint: "run `gyre train`, then `gyre deploy`",
    });
  }
  const release = await prepareRelease(context, champion);
  const rollout = await rolloutUnderWay(context, project);
  const trial = rollout ? await prepareCandidate(context, rollout) : null;
  const since = (await championSince(context, project)) ?? context.clock.now();
  const memory = { findings: context.findings, states: context.monitorStates };
  return {
    project,
    slot: createServingSlot(liveOf(project, release, trial, rollout)),
    champion: release,
    trial,
    rollout,
    watch: await resumeWatch(memory, project.monitors, release.baseline, since),
  };
}

/** Lets the monitors look that are due. Findings and alerts are recorded and given back. */
export async function watchOperation(
  context: OperationContext,
  operation: Operation,
): Promise<{ readonly findings: readonly Finding[]; readonly alerts: readonly Alert[] }> {
  const { name } = operation.project.deployment;
  const step = await stepWatch(
    {
      findings: context.findings,
      alerts: context.alerts,
      states: context.monitorStates,
      features: (from, to) => context.predictions.features(name, from, to),
      outcomes: (from, to) => context.predictions.joined(name, from, to),
    },
    operation.watch,
    context.clock.now(),
  );
  operation.watch = step.watch;
  return step;
}

/**
 * Alerts about the champion that serves: those raised since it became the champion. A retraining that was refused or rolled back
 * leaves them standing, so that the policy tries again once it has cooled down.
 */
export async function championAlerts(
  context: Pick<OperationContext, "models" | "alerts">,
  project: Project,
): Promise<readonly Alert[]> {
  const since = await championSince(context, project);
  if (since === undefined) return [];
  return (await context.alerts.list({ from: since })).filter(({ monitor }) => !isDeployedMonitor(monitor));
}

/** When the version that serves became the champion. */
async function championSince({ models }: Pick<OperationContext, "models">, { model }: Project) {
  const moves = await models.aliasMoves(model.name);
  return moves.findLast(({ alias }) => alias === "champion")?.at;
}

/** The deployment's latest rollout, unless it is over. */
export async function rolloutUnderWay(
  { rollouts }: Pick<OperationContext, "rollouts">,
  { deployment }: Project,
): Promise<RolloutState | null> {
  const rollout = await rollouts.load(deployment.name);
  return rollout && !isOver(rollout) ? rollout : null;
}

/** Loads the version that a rollout tries out. */
export async function prepareCandidate(context: OperationContext, { candidate }: RolloutState): Promise<Release> {
  const version = await context.models.get(candidate);
  if (!version) throw new GyreError("store.corrupt", `the model version ${candidate} is missing from the store`);
  return prepareRelease(context, version);
}

/** What the deployment answers with: the champion, and the version on trial for the units that the rollout gives it. */
export function liveOf(
  project: Project,
  champion: Release,
  trial: Release | null,
  rollout: RolloutState | null,
): LiveDeployment {
  return {
    config: project.deployment,
    champion: champion.served,
    candidate: trial?.served ?? null,
    assign: (unit) => (rollout ? assign(rollout, unit) : "champion"),
    fields: project.model.features.fields,
  };
}

async function prepareRelease(context: OperationContext, version: ModelVersion): Promise<Release> {
  const bytes = await context.artifacts.get(version.digest);
  if (!bytes) {
    throw new GyreError(
      "store.corrupt",
      `the file of ${version.model} version ${version.version} is missing from the store`,
      { hint: "train and register it again" },
    );
  }
  const baseline = await findBaseline(context, version);
  return { served: { version, scorer: await context.runtime.load(bytes) }, baseline };
}
