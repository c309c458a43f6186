import type { PolicyReport, RehearsalReport } from "../../rehearsal/index.js";
import { type CommonOptions, command, withWorkspace } from "../command.js";
import { duration, type Output, table } from "../output.js";
import { planRehearsal, reportFiles, runRehearsal, writeReport } from "../rehearsal.js";
import { estimatorOption } from "../run-loop.js";

interface RehearseOptions extends CommonOptions {
  readonly policy?: string;
  readonly from?: string;
  readonly to?: string;
  readonly estimator?: string;
}

export function rehearseCommand() {
  return command("rehearse", "Replays history through the whole loop on a virtual clock, under each retraining policy.", "gyre rehearse --policy never,monthly --json")
    .option("--policy <names>", "policies, separated by commas (default: all of the project)")
    .option("--from <time>", "where to begin, ISO 8601 (default: the project's)")
    .option("--to <time>", "where to end")
    .option("--estimator <name>", '"model" or "baseline"', "model")
    .action((options: RehearseOptions) =>
      withWorkspace(options, async (workspace, output, signal) => {
        const policies = options.policy?.split(",").map((name) => name.trim()).filter((name) => name !== "");
        const plan = {
          ...planRehearsal(workspace.loaded.project, {
            ...(policies ? { policies } : {}),
            ...(options.from ? { from: options.from } : {}),
            ...(options.to ? { to: options.to } : {}),
          }),
          estimator: estimatorOption(workspace, options.estimator),
        };
        const report = await runRehearsal(workspace, plan, {
          reuse: false,
          signal,
          onNote: (line) => output.step(line),
          onReport: progressPrinter(output),
        });
        await writeReport(workspace, report);
        const { html } = reportFiles(workspace);
        output.result(summary(report, html), [comparison(report), `Report: ${html}`].join("\n"));
      }),
    );
}

/** Prints a line for each policy that moved on. */
export function progressPrinter(output: Output): (report: RehearsalReport) => void {
  const said = new Map<string, string>();
  return (report) => {
    for (const one of report.policies) {
      const line = `  ${one.policy.padEnd(10)} ${progressOf(one)}`;
      if (one.status === "waiting" || said.get(one.policy) === line) continue;
      said.set(one.policy, line);
      output.step(line);
    }
  };
}

function progressOf({ status, progress, from, to, rocAuc, retrainings, wallSeconds }: PolicyReport): string {
  const at = new Date(Date.parse(from) + progress * (Date.parse(to) - Date.parse(from))).toISOString().slice(0, 10);
  const so = `ROC-AUC ${rocAuc?.toFixed(4) ?? "unknown"}, ${retrainings} retrainings, ${duration(wallSeconds * 1000)}`;
  return status === "done" ? `done: ${so}` : `${String(Math.round(progress * 100)).padStart(3)} %  ${at}  ${so}`;
}

/** The policies side by side. */
export function comparison(report: RehearsalReport): string {
  const digits = (value: number | null): string => (value === null ? "unknown" : value.toFixed(4));
  return table(
    ["policy", "predictions", "ROC-AUC", "log loss", "Brier", "calibration error", "retrainings", "rollouts", "rollbacks", "alerts", "CPU s", "wall s"],
    report.policies.map((one) => [
      one.policy,
      one.predictions.toLocaleString("en-US"),
      digits(one.rocAuc),
      digits(one.logLoss),
      digits(one.brier),
      digits(one.calibrationError),
      one.retrainings,
      one.rollouts,
      one.rollbacks,
      one.alerts,
      one.cpuSeconds.toFixed(1),
      one.wallSeconds.toFixed(1),
    ]),
  );
}

/** What `--json` gives: for each policy its figures, and by month the same metrics. */
export function summary(report: RehearsalReport, html: string) {
  const { policies, ...about } = report;
  return {
    project: about.project,
    model: about.model,
    estimator: about.estimator,
    from: about.from,
    to: about.to,
    report: html,
    policies: policies.map(({ policy, from, to, predictions, rocAuc, logLoss, brier, calibrationError, retrainings, rollouts, rollbacks, alerts, cpuSeconds, wallSeconds, months }) => ({
      policy, from, to, predictions, rocAuc, logLoss, brier, calibrationError, retrainings, rollouts, rollbacks, alerts, cpuSeconds, wallSeconds, months,
    })),
  };
}
