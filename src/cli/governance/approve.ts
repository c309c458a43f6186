import type { Command } from "commander";
import { type Approval, approveVersion, nameOf, placeUri, withdrawApproval } from "../../registry/index.js";
import { moment, table } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";
import { systemClock } from "../system-clock.js";
import { systemActor } from "./audited.js";
import { VERSION_ARGUMENT, versionArgument } from "./version-argument.js";

interface ApproveOptions extends StateOptions {
  readonly alias: string;
  readonly comment: string;
  readonly digest?: string;
  readonly artifacts?: string;
}

interface WithdrawOptions extends StateOptions {
  readonly alias: string;
  readonly of?: string;
}

/** `gyre models approve`, `withdraw` and `approvals` */
export function approveCommands(models: Command): void {
  stateCommand(models, "approve", "Approves a version for an alias, as long as its files stay what they are now.")
    .argument("<version>", VERSION_ARGUMENT)
    .requiredOption("--alias <name>", "what it is approved for")
    .option("--comment <text>", "why", "")
    .option("--digest <sha256>", "of the files that you looked at: refused when they have changed since")
    .option("--artifacts <uri>", "the directory that `gyre up --artifacts` uses")
    .action((text: string, options: ApproveOptions) =>
      withTracking(options, async ({ governance, registered, artifacts }, output) => {
        const { alias, comment, digest } = options;
        const version = await versionArgument(registered, text);
        const wish = { ...version, alias, comment, ...(digest !== undefined && { digest }) };
        const context = { governance, artifacts, clock: systemClock };
        const approval = await approveVersion(context, wish, systemActor());
        output.result(
          approval,
          `${uriOf(approval)} is approved for ${alias}; its files have the digest ${approval.digest}.`,
        );
      }),
    );
  stateCommand(models, "withdraw", "Takes an approval back.")
    .argument("<version>", VERSION_ARGUMENT)
    .requiredOption("--alias <name>", "what it was approved for")
    .option("--of <person>", "whose approval; by default your own")
    .action((text: string, options: WithdrawOptions) =>
      withTracking(options, async ({ governance, registered }, output) => {
        const { alias, of } = options;
        const wish = { ...(await versionArgument(registered, text)), alias, ...(of !== undefined && { by: of }) };
        await withdrawApproval({ governance, clock: systemClock }, wish, systemActor());
        output.result(wish, `models:/${wish.name}/${wish.version} has that approval for ${alias} no more.`);
      }),
    );
  stateCommand(models, "approvals", "Who approved which version of a model for what.")
    .argument("<name>", "the model's name")
    .action((name: string, options: StateOptions) =>
      withTracking(options, async ({ governance }, output) => {
        const approvals = await governance.protections.approvals({ model: name });
        output.result({ approvals }, approvals.length === 0 ? "none" : listed(approvals));
      }),
    );
}

function listed(approvals: readonly Approval[]): string {
  const rows = approvals.map((approval) => [
    approval.version,
    placeUri(approval.model, approval.alias),
    nameOf(approval.by),
    moment(approval.at),
    approval.digest.slice(0, 12),
    approval.comment,
  ]);
  return table(["version", "for", "by", "when", "digest", "comment"], rows);
}

function uriOf({ model, version }: Pick<Approval, "model" | "version">): string {
  return `models:/${model}/${version}`;
}
