import { GyreError } from "../core/index.js";
import type { ModelVersion } from "../registry/index.js";
import { isOver, startRollout } from "../rollouts/index.js";
import type { OperationContext } from "./operation.js";
import type { Project } from "./types.js";

/**
 * Gives a registered version to the deployment: the first becomes the champion at once, a later one the challenger of a
 * rollout, which the next `stepRollout` begins. A version that was rolled back may be tried again. Throws
 * `rollouts.in_progress` while another version is on trial.
 */
export async function releaseVersion(
  context: Pick<OperationContext, "models" | "rollouts" | "clock">,
  project: Project,
  version: ModelVersion,
): Promise<"deployed" | "serving" | "rollout"> {
  const now = context.clock.now();
  const { name } = project.deployment;
  const champion = await context.models.alias(version.model, "champion");
  if (champion?.id === version.id) return "serving";
  if (!champion) {
    await context.models.setAlias(version.model, "champion", version.id, now);
    return "deployed";
  }
  const last = await context.rollouts.load(name);
  if (last && !isOver(last)) {
    if (last.candidate === version.id) return "rollout";
    throw new GyreError("rollouts.in_progress", `version ${last.candidate} is on trial in deployment ${name}`, {
      hint: "wait until it is promoted or rolled back",
    });
  }
  await context.models.setAlias(version.model, "challenger", version.id, now);
  const { state, transition } = startRollout(project.rollout, {
    deployment: name,
    candidate: version.id,
    champion: champion.id,
    at: now,
    // Names the rollout: a second trial of the same version is another one.
    salt: `${name}/${version.id}/${now}`,
  });
  await context.rollouts.save(state, transition);
  return "rollout";
}
