import type { Command } from "commander";
import { type CommonOptions, withWorkspace } from "../command.js";
import { reportFiles } from "../latest-report.js";
import { runRehearsal } from "../rehearsal.js";
import { commandOf, planRehearsal, type RehearsalPlan, type RehearsalWish } from "../rehearsal-plan.js";
import { comparison, progressPrinter, summary } from "../rehearsal-text.js";
import { estimatorOption } from "../run-loop.js";

interface RehearseOptions extends CommonOptions {
  readonly policy?: string;
  readonly from?: string;
  readonly to?: string;
  readonly estimator?: string;
}

/** `gyre rehearse` */
export function rehearseCommand(base: Command): Command {
  return base
    .option("--policy <names>", "policies, separated by commas (default: all of the project)")
    .option("--from <time>", "where to begin, ISO 8601 (default: the project's)")
    .option("--to <time>", "where to end (default: the project's)")
    .option("--estimator <name>", '"model" or "baseline"', "model")
    .action((options: RehearseOptions) =>
      withWorkspace(options, async (workspace, output, signal) => {
        const estimator = estimatorOption(workspace, options.estimator);
        const plan: RehearsalPlan = { ...planRehearsal(workspace.loaded.project, wishOf(options)), estimator };
        const report = await runRehearsal(workspace, plan, {
          reuse: false,
          commands: [commandOf(workspace, plan)],
          signal,
          onNote: (line) => output.step(line),
          onReport: progressPrinter(output),
        });
        const { html } = reportFiles(workspace);
        output.result(summary(report, html), [comparison(report), `Report: ${html}`].join("\n"));
      }),
    );
}

function wishOf({ policy, from, to }: RehearseOptions): RehearsalWish {
  const policies = policy?.split(",").map((name) => name.trim());
  return {
    ...(policies ? { policies: policies.filter((name) => name !== "") } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
