import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { type AliasPolicy, aliasGateText, placeUri, protectAlias, unprotectAlias } from "../../registry/index.js";
import { counted, moment, table } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";
import { systemClock } from "../system-clock.js";
import { systemActor } from "./audited.js";

const MODEL = "a model's name, or a pattern such as 'fraud-*' or '*'";
const ALIAS = "an alias, stage:Staging or stage:Production";

interface ProtectOptions extends StateOptions {
  readonly alias: string;
  readonly gate: readonly string[];
  readonly approvals: string;
}

/** `gyre models protect`, `unprotect` and `policies` */
export function protectCommands(models: Command): void {
  stateCommand(
    models,
    "protect",
    "Sets what a version must meet before an alias may name it, in place of what was set.",
  )
    .argument("<model>", MODEL)
    .requiredOption("--alias <name>", ALIAS)
    .option(
      "--gate <text>",
      '"auc >= 0.8", "rmse <= 3", "auc better by 0.01", "rmse better by 0.1 down"; may be repeated',
      (text: string, before: readonly string[]) => [...before, text],
      [] as readonly string[],
    )
    .option("--approvals <n>", "how many people must approve", "0")
    .action((model: string, options: ProtectOptions) =>
      withTracking(options, async ({ governance }, output) => {
        const wish = { model, alias: options.alias, gates: options.gate, approvals: countOption(options.approvals) };
        const policy = await protectAlias({ governance, clock: systemClock }, wish, systemActor());
        output.result(policy, `${placeUri(model, options.alias)} is protected: ${said(policy)}.`);
      }),
    );
  stateCommand(models, "unprotect", "Lets an alias move freely again.")
    .argument("<model>", MODEL)
    .requiredOption("--alias <name>", ALIAS)
    .action((model: string, options: StateOptions & { readonly alias: string }) =>
      withTracking(options, async ({ governance }, output) => {
        const { alias } = options;
        await unprotectAlias({ governance, clock: systemClock }, { model, alias }, systemActor());
        output.result({ model, alias }, `${placeUri(model, alias)} is protected by no policy of its own any more.`);
      }),
    );
  stateCommand(models, "policies", "Which aliases are protected, and how.").action((options: StateOptions) =>
    withTracking(options, async ({ governance }, output) => {
      const policies = await governance.protections.policies();
      const rows = policies.map((policy) => [
        policy.model,
        policy.alias,
        said(policy),
        policy.by ?? "",
        moment(policy.at),
      ]);
      const text = rows.length === 0 ? "none" : table(["model", "alias", "needs", "set by", "since"], rows);
      output.result({ policies }, text);
    }),
  );
}

function said({ gates, approvals }: Pick<AliasPolicy, "gates" | "approvals">): string {
  const needs = [...gates.map(aliasGateText), ...(approvals > 0 ? [counted(approvals, "approval")] : [])];
  return needs.length === 0 ? "no gate; only admins take it away" : needs.join(", ");
}

function countOption(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new GyreError("cli.bad_usage", `--approvals should be a whole number, got ${text}`);
}
