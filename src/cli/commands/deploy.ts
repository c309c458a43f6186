import { GyreError } from "../../core/index.js";
import { releaseVersion } from "../../project/index.js";
import { type CommonOptions, command, withWorkspace } from "../command.js";
import { operationContext } from "../live.js";

export function deployCommand() {
  return command("deploy", "Gives a registered version to the deployment: the first at once, a later one by the project's rollout.", "gyre deploy --version 3")
    .option("--version <n>", "which version (default: the newest)")
    .action((options: CommonOptions & { readonly version?: string }) =>
      withWorkspace(options, async (workspace, output) => {
        const { project } = workspace.loaded;
        const versions = await workspace.store.models.list(project.model.name);
        const version = options.version === undefined ? versions.at(-1) : versions.find((one) => String(one.version) === options.version);
        if (!version) {
          throw new GyreError("registry.version_unknown", `there is no version ${options.version ?? ""} of ${project.model.name}`, {
            hint: versions.length === 0 ? "run `gyre train` first" : `there are versions ${versions.map((one) => one.version).join(", ")}`,
          });
        }
        const outcome = await releaseVersion(operationContext(workspace), project, version);
        const said = { deployed: "is the champion now", serving: "is the champion already", rollout: "is on trial: the rollout goes on while `gyre up` runs" }[outcome];
        output.result({ deployment: project.deployment.name, versionId: version.id, version: version.version, outcome }, `${project.model.name} version ${version.version} ${said}.`);
      }),
    );
}
