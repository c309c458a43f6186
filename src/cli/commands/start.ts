import { applyProject, releaseVersion } from "../../project/index.js";
import type { RehearsalReport } from "../../rehearsal/index.js";
import { type CommonOptions, command, withWorkspace } from "../command.js";
import { operationContext, openLive } from "../live.js";
import { duration, type Output } from "../output.js";
import { planRehearsal, reportFiles, runRehearsal } from "../rehearsal.js";
import { runLoop } from "../run-loop.js";
import { portOption, serve } from "../serve.js";
import { exampleRequest } from "../example-request.js";
import type { Workspace } from "../workspace.js";
import { comparison, progressPrinter, summary } from "./rehearse.js";
import { lastReport, untilAborted } from "./up.js";

interface StartOptions extends CommonOptions {
  readonly port?: string;
  readonly once?: boolean;
}

export function startCommand() {
  return command("start", "Everything: trains, deploys, serves, then rehearses; the page shows it as it goes.", "gyre start --project examples/flights --once")
    .option("--port <n>", "default: GYRE_PORT, or 4200; 0 takes a free one")
    .option("--once", "end after the rehearsal; the last line is the report's path")
    .action((options: StartOptions) =>
      withWorkspace(options, async (workspace, output, signal) => {
        const port = portOption(options.port);
        await bringUp(workspace, output, signal);
        const live = await openLive(workspace);
        let report = await lastReport(workspace);
        const server = await serve(workspace, live, { port, report: () => report }).catch(async (error) => {
          await live.stop();
          throw error;
        });
        live.start((error) => output.step(`trouble: ${error instanceof Error ? error.message : error}`));
        try {
          await sayReady(workspace, server.url);
          report = await rehearse(workspace, output, signal, (next) => {
            report = next;
          });
          if (options.once) {
            const { html } = reportFiles(workspace);
            output.result(summary(report, html), html);
            return;
          }
          output.step(`The report is at ${server.url} and stays there. Ctrl-C ends.`);
          await untilAborted(signal);
        } finally {
          await server.close();
          await live.stop();
        }
      }),
    );
}

/** The loop from data to deployment; what is there already is reused. */
async function bringUp(workspace: Workspace, output: Output, signal: AbortSignal): Promise<void> {
  const { loaded, context } = workspace;
  const { project } = loaded;
  output.step(`${project.name}: the probability that ${project.model.predicts}, as of ${new Date(workspace.asOf).toISOString()}`);
  await applyProject(context, loaded);
  const started = performance.now();
  const { version, reused } = await runLoop(workspace, output, { asOf: workspace.asOf, estimator: project.model.estimator, reason: "gyre start", signal });
  const outcome = await releaseVersion(operationContext(workspace), project, version);
  output.step(`  deploy     version ${version.version}, ROC-AUC ${version.metrics.rocAuc?.toFixed(4)} on the holdout${outcome === "serving" ? ", which serves already" : ""}`);
  output.step(`  in ${duration(performance.now() - started)}${reused.length > 0 ? `; ${reused.length} stages were there and were reused` : ""}`);
}

/** The lines that people and programs wait for go to stdout. */
async function sayReady(workspace: Workspace, url: string): Promise<void> {
  const { name } = workspace.loaded.project.deployment;
  const body = JSON.stringify(await exampleRequest(workspace));
  process.stdout.write(`Gyre is ready at ${url}\n`);
  process.stdout.write(`curl -s ${url}/v1/deployments/${name}/predict -H 'content-type: application/json' -d '${body.replaceAll("'", "'\\''")}'\n`);
}

async function rehearse(workspace: Workspace, output: Output, signal: AbortSignal, onReport: (report: RehearsalReport) => void): Promise<RehearsalReport> {
  const { project } = workspace.loaded;
  const plan = { ...planRehearsal(project, {}), estimator: project.model.estimator };
  output.step(`Rehearsing ${plan.policies.join(", ")} from ${project.rehearsal?.from.slice(0, 10)} to ${project.rehearsal?.to.slice(0, 10)}`);
  const print = progressPrinter(output);
  const report = await runRehearsal(workspace, plan, {
    reuse: true,
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
