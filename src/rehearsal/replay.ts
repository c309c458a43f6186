import { retrainingReason, runAssets } from "../pipelines/index.js";
import {
  candidateAssets,
  championAlerts,
  type LoopInput,
  type Operation,
  openOperation,
  registryAssets,
  releaseVersion,
  watchOperation,
} from "../project/index.js";
import type { GateResult, ModelVersion } from "../registry/index.js";
import type { RehearsalContext, RehearsalInput } from "./context.js";
import type { Diary } from "./diary.js";
import { givenAssets } from "./given-assets.js";

/** What moves during a rehearsal. */
export interface Replay {
  readonly operation: Operation;
  lastTrainingAt: number;
}

/** The first training, as of the beginning, deployed at once. Throws `registry.gate_failed` when its gates do not pass. */
export async function beginReplay(context: RehearsalContext, input: RehearsalInput, diary: Diary): Promise<Replay> {
  const version = await trainAndRegister(context, input, null, "the rehearsal begins");
  await releaseVersion(context, input.loaded.project, version);
  const operation = await openOperation(context, input.loaded.project);
  diary.serves(operation.champion);
  return { operation, lastTrainingAt: context.clock.now() };
}

/** Lets the monitors look, and retrains when the policy says so; not while a rollout is under way, nor at the very end. */
export async function watchAndRetrain(
  context: RehearsalContext,
  input: RehearsalInput,
  replay: Replay,
  diary: Diary,
): Promise<void> {
  const { findings, alerts } = await watchOperation(context, replay.operation);
  diary.watched(findings, alerts);
  if (replay.operation.rollout || context.clock.now() >= input.to) return;
  const { project } = input.loaded;
  const reason = retrainingReason(project.retraining[input.policy], {
    now: context.clock.now(),
    lastTrainingAt: replay.lastTrainingAt,
    alerts: await championAlerts(context, project),
  });
  if (reason === null) return;
  replay.lastTrainingAt = context.clock.now();
  diary.retrained(reason);
  const champion = replay.operation.champion.served.version;
  const { failed } = await trainCandidate(context, input, champion, reason);
  if (failed.length > 0) {
    diary.refused(failed);
    return;
  }
  const version = await trainAndRegister(context, input, champion, reason);
  await releaseVersion(context, project, version);
  diary.rolloutStarted(version);
}

/** Trains and judges; what was made as of the same moment is not made again. */
async function trainCandidate(
  context: RehearsalContext,
  input: RehearsalInput,
  champion: ModelVersion | null,
  reason: string,
) {
  const loop = loopInput(context, input, champion);
  const run = await runAssets(context, [...givenAssets(input), ...candidateAssets(context, loop)], { reason });
  const gates = (await run.value("gate")) as readonly GateResult[];
  return { failed: gates.filter((gate) => !gate.passed) };
}

async function trainAndRegister(
  context: RehearsalContext,
  input: RehearsalInput,
  champion: ModelVersion | null,
  reason: string,
): Promise<ModelVersion> {
  const loop = loopInput(context, input, champion);
  const assets = [...givenAssets(input), ...candidateAssets(context, loop), ...registryAssets(context, loop)];
  return (await (await runAssets(context, assets, { reason })).value("register")) as ModelVersion;
}

function loopInput(context: RehearsalContext, input: RehearsalInput, champion: ModelVersion | null): LoopInput {
  return {
    loaded: input.loaded,
    estimator: input.estimator,
    asOf: context.clock.now(),
    champion,
    ...(input.signal ? { signal: input.signal } : {}),
  };
}
