import type { Command } from "commander";
import { applyProject } from "../../project/index.js";
import type { RehearsalReport } from "../../rehearsal/index.js";
import { requireAccounts } from "../../server/auth/access-guard.js";
import { untilAborted } from "../aborted.js";
import { serverAccounts } from "../access/accounts.js";
import { type CommonOptions, withWorkspace } from "../command.js";
import { followReport, reportFiles } from "../latest-report.js";
import { firstUserLine, type ListenOptions, listenAddress, withListenOptions } from "../listen-options.js";
import { duration, moment, type Output } from "../output.js";
import { requireFreePort } from "../port.js";
import { runRehearsal } from "../rehearsal.js";
import { commandOf, planRehearsal, type RehearsalPlan } from "../rehearsal-plan.js";
import { comparison, progressPrinter, summary } from "../rehearsal-text.js";
import { release } from "../release.js";
import { runLoop } from "../run-loop.js";
import { whileServing } from "../serve.js";
import type { Workspace } from "../workspace.js";

interface StartOptions extends CommonOptions, ListenOptions {
  readonly once?: boolean;
}

/** `gyre start` */
export function startCommand(base: Command): Command {
  return withListenOptions(base)
    .option("--once", "end after the rehearsal; the last line is the report's path")
    .action((options: StartOptions) =>
      withWorkspace(options, async (workspace, output, signal) => {
        const address = { ...listenAddress(options), firstUser: firstUserLine(options) };
        await requireFreePort(address.host, address.port);
        const { authenticator } = serverAccounts(workspace.store.access);
        await requireAccounts(address, authenticator);
        const { project } = workspace.loaded;
        const plan: RehearsalPlan = { ...planRehearsal(project, {}), estimator: project.model.estimator };
        await bringUp(workspace, output, signal);
        const kept = followReport(workspace);
        let running: RehearsalReport | null = null;
        const commands = process.env.npm_lifecycle_event === "start" ? ["npm start"] : [commandOf(workspace, plan)];
        const showing = { ...address, authenticator, commands, report: () => running ?? kept() };
        await whileServing(workspace, output, showing, async ({ url, curl }) => {
          output.result({ url, curl }, `Gyre is ready at ${url}\n${curl}`);
          const report = await rehearse(workspace, output, plan, {
            signal,
            commands,
            onReport: (next) => (running = next),
          });
          running = null;
          const { html } = reportFiles(workspace);
          if (options.once) {
            output.result(summary(report, html), html);
            return;
          }
          output.step(`The report is at ${url} and in ${html}. Ctrl-C ends.`);
          await untilAborted(signal);
        });
      }),
    );
}

/** The loop from data to deployment; what is there already is reused. */
async function bringUp(workspace: Workspace, output: Output, signal: AbortSignal): Promise<void> {
  const { loaded, context } = workspace;
  const { project } = loaded;
  output.step(`${project.name}: the probability that ${project.model.predicts}, as of ${moment(workspace.asOf)}`);
  await applyProject(context, loaded);
  const started = performance.now();
  const turn = await runLoop(workspace, output, {
    asOf: workspace.asOf,
    estimator: project.model.estimator,
    reason: "gyre start",
    signal,
  });
  const { outcome } = await release(workspace, turn.version);
  const { version, metrics } = turn.version;
  const said = { deployed: "deployed", serving: "serves already", rollout: "on trial" }[outcome];
  output.step(`  deploy     version ${version}, ROC-AUC ${metrics.rocAuc?.toFixed(4)} on the holdout: ${said}`);
  output.step(
    `  in ${duration(performance.now() - started)}${turn.unchanged ? "; everything was there and was reused" : ""}`,
  );
}

interface Showing {
  readonly signal: AbortSignal;
  readonly commands: readonly string[];
  readonly onReport: (report: RehearsalReport) => void;
}

async function rehearse(
  workspace: Workspace,
  output: Output,
  plan: RehearsalPlan,
  { signal, commands, onReport }: Showing,
): Promise<RehearsalReport> {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  output.step(`Rehearsing ${plan.policies.join(", ")} from ${day(plan.from)} to ${day(plan.to)}`);
  const print = progressPrinter(output);
  const report = await runRehearsal(workspace, plan, {
    reuse: true,
    commands,
    signal,
    onNote: (line) => output.step(line),
    onReport: (next) => {
      onReport(next);
      print(next);
    },
  });
  output.step(comparison(report));
  return report;
}
