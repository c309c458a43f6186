import { startWatch } from "../monitoring/index.js";
import type { ModelVersion } from "../registry/index.js";
import { type ArmCounts, harmOf, NO_COUNTS, type RolloutState, tickRollout } from "../rollouts/index.js";
import {
  liveOf,
  type Operation,
  type OperationContext,
  prepareCandidate,
  type Release,
  rolloutUnderWay,
} from "./operation.js";

/** Where a probability becomes a verdict, for the rollout guard. */
const THRESHOLD = 0.5;

/** What happens to a deployment, for those who write it down. */
export interface OperationEvents {
  promoted(release: Release): void;
  rolledBack(version: ModelVersion, reason: string): void;
}

/**
 * Follows the rollout: picks one up that was started, gives it what became known of both arms since its last tick, and carries
 * out its move. Does nothing while none is under way. A move is carried out before it is saved as done, so a process that ends
 * in between does it again after its restart.
 */
export async function stepRollout(
  context: OperationContext,
  operation: Operation,
  events?: OperationEvents,
): Promise<void> {
  const rollout = operation.rollout ?? (await pickUp(context, operation));
  if (!rollout) return;
  const at = context.clock.now();
  const counts = await countHarms(context, rollout, at);
  const { state, transition } = tickRollout(rollout, { at, counts });
  if (state.phase === "SUCCEEDED") await promote(context, operation, events);
  else if (state.phase === "FAILED") await rollBack(context, operation, events);
  else if (transition) await answerWith(operation, state);
  else operation.rollout = state;
  await context.rollouts.save(state, transition);
}

async function pickUp(context: OperationContext, operation: Operation): Promise<RolloutState | null> {
  const rollout = await rolloutUnderWay(context, operation.project);
  if (!rollout) return null;
  operation.trial = await prepareCandidate(context, rollout);
  await answerWith(operation, rollout);
  return rollout;
}

async function answerWith(operation: Operation, rollout: RolloutState): Promise<void> {
  operation.rollout = rollout;
  await operation.slot.swap(liveOf(operation.project, operation.champion, operation.trial, rollout));
}

/** Outcomes that became known since the last tick, of predictions made in the rollout, and how many of them did harm. */
async function countHarms(context: OperationContext, rollout: RolloutState, to: number): Promise<ArmCounts> {
  if (rollout.phase !== "STEP") return NO_COUNTS;
  const joined = await context.predictions.joined(rollout.deployment, rollout.lastTickAt ?? rollout.startedAt, to);
  const counts = { ...NO_COUNTS };
  for (let i = 0; i < joined.ids.length; i++) {
    if (joined.at[i] < rollout.startedAt) continue;
    const harm = harmOf(joined.labels[i] === 1 ? 1 : 0, joined.probabilities[i], THRESHOLD);
    const onTrial = joined.versionIds[i] === rollout.candidate;
    counts[onTrial ? "candidateN" : "championN"]++;
    counts[onTrial ? "candidateK" : "championK"] += harm;
  }
  return counts;
}

async function promote(context: OperationContext, operation: Operation, events?: OperationEvents): Promise<void> {
  const next = operation.trial!;
  const { model, id } = next.served.version;
  const now = context.clock.now();
  await context.models.setAlias(model, "champion", id, now);
  await context.models.setAlias(model, "challenger", null, now);
  const watch = startWatch(operation.project.monitors, next.baseline, now);
  Object.assign(operation, { champion: next, trial: null, rollout: null, watch });
  await operation.slot.swap(liveOf(operation.project, next, null, null));
  events?.promoted(next);
}

async function rollBack(context: OperationContext, operation: Operation, events?: OperationEvents): Promise<void> {
  const { version } = operation.trial!.served;
  const { name } = operation.project.deployment;
  await context.models.setAlias(version.model, "challenger", null, context.clock.now());
  Object.assign(operation, { trial: null, rollout: null });
  await operation.slot.swap(liveOf(operation.project, operation.champion, null, null));
  const transitions = await context.rollouts.transitions(name);
  const turned = transitions.findLast((transition) => transition.to === "ROLLING_BACK");
  events?.rolledBack(version, turned?.reason ?? "it was stopped");
}
