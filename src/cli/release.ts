import { releaseVersion } from "../project/index.js";
import type { ModelVersion } from "../registry/index.js";
import { operationContext } from "./live.js";
import type { Workspace } from "./workspace.js";

/** What a release led to, and the same as a sentence. */
export interface Released {
  readonly outcome: "deployed" | "serving" | "rollout";
  readonly sentence: string;
}

/** Gives a version to the project's deployment. Throws `rollouts.in_progress`. */
export async function release(workspace: Workspace, version: ModelVersion): Promise<Released> {
  const { project } = workspace.loaded;
  const outcome = await releaseVersion(operationContext(workspace), project, version);
  const trial =
    project.asOf === null
      ? "it goes on while `gyre up` runs"
      : "the project's clock stands at its asOf, so it stays at its first step";
  const said = {
    deployed: "is the champion now",
    serving: "is the champion already",
    rollout: `is on trial; ${trial}`,
  }[outcome];
  return { outcome, sentence: `${version.model} version ${version.version} ${said}.` };
}
