import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import type { ModelVersion } from "../../registry/index.js";
import { type CommonOptions, withWorkspace } from "../command.js";
import { release } from "../release.js";
import type { Workspace } from "../workspace.js";

interface DeployOptions extends CommonOptions {
  readonly version?: string;
}

/** `gyre deploy` */
export function deployCommand(base: Command): Command {
  return base.option("--version <n>", "which version (default: the newest)").action((options: DeployOptions) =>
    withWorkspace(options, async (workspace, output) => {
      const version = await versionOption(workspace, options.version);
      const { outcome, sentence } = await release(workspace, version);
      const deployment = workspace.loaded.project.deployment.name;
      output.result({ deployment, versionId: version.id, version: version.version, outcome }, sentence);
    }),
  );
}

async function versionOption({ store, loaded }: Workspace, wish: string | undefined): Promise<ModelVersion> {
  const { name } = loaded.project.model;
  const versions = await store.models.list(name);
  const version = wish === undefined ? versions.at(-1) : versions.find((one) => String(one.version) === wish);
  if (version) return version;
  if (versions.length === 0)
    throw new GyreError("registry.version_unknown", `no version of ${name} is registered`, {
      hint: "run `gyre train` first",
    });
  throw new GyreError("registry.version_unknown", `there is no version ${wish} of ${name}`, {
    hint: `there is ${versions.map((one) => one.version).join(", ")}`,
  });
}
