import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import type { ModelVersion } from "../../registry/index.js";
import type { CommonOptions } from "../command.js";
import type { DeployRegisteredOptions } from "../deploy-registered/deploy-registered.js";
import type { Workspace } from "../workspace.js";

interface DeployOptions extends CommonOptions, DeployRegisteredOptions {
  readonly version?: string;
}

const MODEL =
  "a model that a client logged: models:/<name>@<alias>, models:/<name>/<version> or models:/<logged model>; without it, the project's own";

/** `gyre deploy` */
export function deployCommand(base: Command): Command {
  return base
    .argument("[model]", MODEL)
    .option("--version <n>", "of the project's model: which version (default: the newest)")
    .option("--as <name>", "of a client's model: the name to serve it under (default: the model's)")
    .option("--file <path>", "its ONNX file, among its files or its run's, where there are several")
    .option("--no-example", "do not ask it the example that was logged with it")
    .option("--data <dir>", "the folder that `gyre up --data` serves; by default the project's own")
    .option("--artifacts <uri>", "the directory that `gyre up --artifacts` uses")
    .action(async (model: string | undefined, options: DeployOptions) => {
      refuseMixed(model, options);
      // Each is loaded only where it is needed.
      if (model === undefined) return deployOwn(options);
      const { deployRegistered } = await import("../deploy-registered/deploy-registered.js");
      return deployRegistered(model, options);
    });
}

/** Options of one kind of deployment mean nothing to the other. */
function refuseMixed(model: string | undefined, options: DeployOptions): void {
  const foreign =
    model === undefined
      ? (["as", "file", "data", "artifacts"] as const).find((name) => options[name] !== undefined)
      : (["version"] as const).find((name) => options[name] !== undefined);
  if (foreign === undefined) return;
  throw model === undefined
    ? new GyreError("cli.bad_usage", `--${foreign} needs a model, such as models:/churn@champion`, {
        hint: "gyre deploy models:/churn@champion --data tracking",
      })
    : new GyreError("cli.bad_usage", "--version is for the project's own model", {
        hint: "gyre deploy models:/churn/3",
      });
}

async function deployOwn(options: DeployOptions): Promise<void> {
  const { withWorkspace } = await import("../command.js");
  const { release } = await import("../release.js");
  await withWorkspace(options, async (workspace, output) => {
    const version = await versionOption(workspace, options.version);
    const { outcome, sentence } = await release(workspace, version);
    const deployment = workspace.loaded.project.deployment.name;
    output.result({ deployment, versionId: version.id, version: version.version, outcome }, sentence);
  });
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
