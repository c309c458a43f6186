import { GyreError } from "../core/index.js";
import { type Alert, type AlertStore, type Baseline, type Finding, type FindingStore, startWatch, stepWatch, type Watch } from "../monitoring/index.js";
import type { PipelineContext } from "../pipelines/index.js";
import type { ModelRuntime, ModelStore, ModelVersion } from "../registry/index.js";
import { assign, harmOf, isOver, type RolloutState, type RolloutStore, startRollout, tickRollout } from "../rollouts/index.js";
import { createServingSlot, type LiveDeployment, type PredictionLog, type ServedVersion, type ServingSlot } from "../serving/index.js";
import { findBaseline } from "./baseline.js";
import type { Project } from "./types.js";

/** Where a probability becomes a verdict, for the rollout guard. */
const THRESHOLD = 0.5;

/** What operating a deployment needs of the world. */
export interface OperationContext extends Pick<PipelineContext, "artifacts" | "events" | "clock"> {
  readonly models: ModelStore;
  readonly runtime: ModelRuntime;
  readonly predictions: PredictionLog;
  readonly rollouts: RolloutStore;
  readonly findings: FindingStore;
  readonly alerts: AlertStore;
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

/** What happens to a deployment, for those who write it down. */
export interface OperationEvents {
  promoted(release: Release): void;
  rolledBack(version: ModelVersion, reason: string): void;
}

/**
 * Gives a registered version to the deployment: the first becomes the champion at once, a later one the challenger of a rollout, which
 * the next {@link stepRollout} begins. Throws `rollouts.in_progress` while another version is on trial.
 */
export async function releaseVersion(context: OperationContext, project: Project, version: ModelVersion): Promise<"deployed" | "serving" | "rollout"> {
  const now = context.clock.now();
  const champion = await context.models.alias(version.model, "champion");
  if (champion?.id === version.id) return "serving";
  if (!champion) {
    await context.models.setAlias(version.model, "champion", version.id, now);
    return "deployed";
  }
  const under = await context.rollouts.load(project.deployment.name);
  if (under && !isOver(under)) {
    if (under.candidate === version.id) return "rollout";
    throw new GyreError("rollouts.in_progress", `version ${under.candidate} is on trial in deployment ${project.deployment.name}`, {
      hint: "wait until it is promoted or rolled back",
    });
  }
  await context.models.setAlias(version.model, "challenger", version.id, now);
  const { state, transition } = startRollout(project.rollout, {
    deployment: project.deployment.name,
    candidate: version.id,
    champion: champion.id,
    at: now,
    salt: `${project.deployment.name}/${version.id}`,
  });
  await context.rollouts.save(state, transition);
  return "rollout";
}

/** Opens the deployment as the registry and the last rollout left it. Throws `serving.not_ready` when no version was deployed. */
export async function openOperation(context: OperationContext, project: Project): Promise<Operation> {
  const champion = await context.models.alias(project.model.name, "champion");
  if (!champion) {
    throw new GyreError("serving.not_ready", `no version of ${project.model.name} is deployed`, { hint: "run `gyre train`, then `gyre deploy`" });
  }
  const release = await prepare(context, champion);
  const rollout = await underWay(context, project);
  const trial = rollout ? await prepare(context, await versionOf(context, rollout.candidate)) : null;
  return {
    project,
    slot: createServingSlot(liveOf(project, release, trial, rollout)),
    champion: release,
    trial,
    rollout,
    watch: startWatch(project.monitors, release.baseline, context.clock.now()),
  };
}

/**
 * Follows the rollout: picks one up that was started, gives it what became known of both arms in [from, now), and carries out its move.
 * Does nothing while none is under way.
 */
export async function stepRollout(context: OperationContext, operation: Operation, from: number, events?: OperationEvents): Promise<void> {
  const { project } = operation;
  if (!operation.rollout) {
    operation.rollout = await underWay(context, project);
    if (!operation.rollout) return;
    operation.trial = await prepare(context, await versionOf(context, operation.rollout.candidate));
  }
  const now = context.clock.now();
  const counts = await countHarms(context, operation.rollout, from, now);
  const { state, transition } = tickRollout(operation.rollout, { at: now, counts });
  operation.rollout = state;
  await context.rollouts.save(state, transition);
  if (!transition) return;
  if (state.phase === "SUCCEEDED") await promote(context, operation, events);
  else if (state.phase === "FAILED") await rollBack(context, operation, lastReason(await context.rollouts.transitions(state.deployment)), events);
  else await operation.slot.swap(liveOf(project, operation.champion, operation.trial, state));
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
      features: (from, to) => context.predictions.features(name, from, to),
      outcomes: (from, to) => context.predictions.joined(name, from, to),
    },
    operation.watch,
    context.clock.now(),
  );
  operation.watch = step.watch;
  return step;
}

async function countHarms(context: OperationContext, rollout: RolloutState, from: number, to: number) {
  const joined = await context.predictions.joined(rollout.deployment, from, to);
  const counts = { championN: 0, championK: 0, candidateN: 0, candidateK: 0 };
  for (let i = 0; i < joined.ids.length; i++) {
    if (joined.at[i] < rollout.startedAt) continue;
    const harm = harmOf(joined.labels[i] === 1 ? 1 : 0, joined.probabilities[i], THRESHOLD);
    const onTrial = joined.versionIds[i] === rollout.candidate;
    counts[onTrial ? "candidateN" : "championN"]++;
    counts[onTrial ? "candidateK" : "championK"] += harm;
  }
  return counts;
}

async function promote(context: OperationContext, operation: Operation, events: OperationEvents | undefined): Promise<void> {
  const next = operation.trial!;
  const { model, id } = next.served.version;
  const now = context.clock.now();
  await context.models.setAlias(model, "champion", id, now);
  await context.models.setAlias(model, "challenger", null, now);
  const { project } = operation;
  Object.assign(operation, { champion: next, trial: null, rollout: null, watch: startWatch(project.monitors, next.baseline, now) });
  await operation.slot.swap(liveOf(project, next, null, null));
  events?.promoted(next);
}

async function rollBack(context: OperationContext, operation: Operation, reason: string, events: OperationEvents | undefined): Promise<void> {
  const { version } = operation.trial!.served;
  await context.models.setAlias(version.model, "challenger", null, context.clock.now());
  Object.assign(operation, { trial: null, rollout: null });
  await operation.slot.swap(liveOf(operation.project, operation.champion, null, null));
  events?.rolledBack(version, reason);
}

/** Why the last rollout turned back. */
function lastReason(transitions: Awaited<ReturnType<RolloutStore["transitions"]>>): string {
  return transitions.findLast((transition) => transition.to === "ROLLING_BACK")?.reason ?? "it was stopped";
}

async function underWay(context: OperationContext, project: Project): Promise<RolloutState | null> {
  const rollout = await context.rollouts.load(project.deployment.name);
  return rollout && !isOver(rollout) ? rollout : null;
}

async function versionOf(context: OperationContext, id: string): Promise<ModelVersion> {
  const version = await context.models.get(id);
  if (!version) throw new GyreError("store.corrupt", `the model version ${id} is missing from the store`);
  return version;
}

async function prepare(context: OperationContext, version: ModelVersion): Promise<Release> {
  const bytes = await context.artifacts.get(version.digest);
  if (!bytes) {
    throw new GyreError("store.corrupt", `the file of ${version.model} version ${version.version} is missing from the store`, { hint: "train and register it again" });
  }
  return { served: { version, scorer: await context.runtime.load(bytes) }, baseline: await findBaseline(context, version) };
}

function liveOf(project: Project, champion: Release, trial: Release | null, rollout: RolloutState | null): LiveDeployment {
  return {
    config: project.deployment,
    champion: champion.served,
    candidate: trial?.served ?? null,
    assign: (unit) => (rollout ? assign(rollout, unit) : "champion"),
    fields: project.model.features.fields,
  };
}
