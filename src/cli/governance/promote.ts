import type { Command } from "commander";
import {
  aliasMove,
  type GovernedChange,
  governedChange,
  type Mover,
  nameOf,
  parseStage,
  placeUri,
  refusalOf,
  stageMove,
  type TakeVerdict,
  type Verdict,
  verdictsOn,
} from "../../registry/index.js";
import type { Output } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";
import { systemClock } from "../system-clock.js";
import { systemActor } from "./audited.js";
import { VERSION_ARGUMENT, versionArgument } from "./version-argument.js";

interface PromoteOptions extends StateOptions {
  readonly alias: string;
  readonly dryRun?: boolean;
  readonly artifacts?: string;
}

interface Target {
  readonly name: string;
  readonly version: number;
  readonly alias: string;
}

/** `gyre models promote` */
export function promoteCommand(models: Command): void {
  stateCommand(
    models,
    "promote",
    "Gives a version an alias if its gates and approvals allow it, and says what each found.",
  )
    .argument("<version>", VERSION_ARGUMENT)
    .requiredOption("--alias <name>", "an alias, stage:Staging or stage:Production")
    .option("--dry-run", "only says what would be judged; exit code 5 when it would be refused")
    .option("--artifacts <uri>", "the directory that `gyre up --artifacts` uses")
    .action((text: string, options: PromoteOptions) =>
      withTracking(options, async ({ governance, registered, tracking, artifacts }, output) => {
        const context = { governance, tracking, artifacts, clock: systemClock };
        const target = { ...(await versionArgument(registered, text)), alias: options.alias };
        const change = moveOf(target, { actor: systemActor(), mayRelease: true });
        const verdicts = await verdictsOn(context, change);
        for (const verdict of verdicts) if (verdict.kind === "take") tell(output, verdict);
        if (options.dryRun === true) {
          const refusal = refusalOf(verdicts);
          if (refusal) throw refusal;
        } else await governedChange(context, change);
        report(output, { ...target, verdicts, isDryRun: options.dryRun === true });
      }),
    );
}

function moveOf({ name, version, alias }: Target, mover: Mover): GovernedChange<unknown> {
  if (!alias.startsWith("stage:")) return aliasMove({ name, version, alias }, mover);
  const stage = parseStage(alias.slice("stage:".length));
  return stageMove({ name, version, stage, archiveOthers: false }, mover);
}

/** Each gate's sentence and the approvals, as progress: a refusal comes after them. */
function tell(output: Output, { gates, approvalsNeeded, approvals, outdated, digest, isProtected }: TakeVerdict): void {
  if (!isProtected) output.step("no policy protects it");
  for (const { gate, passed, sentence } of gates) output.step(`${passed ? "passed" : "failed"}  ${gate}: ${sentence}`);
  if (approvalsNeeded > 0) {
    const by = approvals.length === 0 ? "" : `, by ${approvals.map((one) => nameOf(one.by)).join(", ")}`;
    const passed = approvals.length >= approvalsNeeded;
    output.step(`${passed ? "passed" : "failed"}  approvals: ${approvals.length} of ${approvalsNeeded}${by}`);
    for (const { by: person } of outdated) output.step(`        that of ${nameOf(person)} was given for other files`);
  }
  output.step(`digest  ${digest ?? "none: its files are not in this store, or need the --artifacts of the server"}`);
}

function report(
  output: Output,
  {
    name,
    version,
    alias,
    verdicts,
    isDryRun,
  }: Target & { readonly verdicts: readonly Verdict[]; readonly isDryRun: boolean },
): void {
  const take = verdicts.find((one) => one.kind === "take");
  const from = take ? (take.claim.holder?.version ?? null) : version;
  const facts = take && { digest: take.digest, gates: take.gates, approvals: take.approvals };
  const place = placeUri(name, alias);
  const done = !take ? `is ${place} already` : isDryRun ? `may become ${place}` : `is ${place}`;
  const before = take && from !== null ? `, after version ${from}` : "";
  output.result(
    { name, version, alias, from, dryRun: isDryRun, ...facts },
    `models:/${name}/${version} ${done}${before}.`,
  );
}
