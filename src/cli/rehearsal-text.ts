import type { PolicyReport, RehearsalReport } from "../rehearsal/index.js";
import { counted, duration, type Output, table } from "./output.js";

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
  const so = `ROC-AUC ${rocAuc?.toFixed(4) ?? "unknown"}, ${counted(retrainings, "retraining")}, ${duration(wallSeconds * 1000)}`;
  return status === "done" ? `done: ${so}` : `${String(Math.round(progress * 100)).padStart(3)} %  ${at}  ${so}`;
}

/** The policies side by side. */
export function comparison(report: RehearsalReport): string {
  const digits = (value: number | null): string => (value === null ? "unknown" : value.toFixed(4));
  return table(
    [
      "policy",
      "predictions",
      "ROC-AUC",
      "log loss",
      "Brier",
      "calibration error",
      "retrainings",
      "rollouts",
      "rollbacks",
      "alerts",
      "CPU s",
      "wall s",
    ],
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
export function summary({ project, model, estimator, from, to, policies }: RehearsalReport, html: string) {
  return { project, model, estimator, from, to, report: html, policies: policies.map(figures) };
}

function figures(one: PolicyReport) {
  const { policy, from, to, predictions, rocAuc, logLoss, brier, calibrationError } = one;
  const { retrainings, rollouts, rollbacks, alerts, cpuSeconds, wallSeconds, months } = one;
  const quality = { predictions, rocAuc, logLoss, brier, calibrationError };
  return { policy, from, to, ...quality, retrainings, rollouts, rollbacks, alerts, cpuSeconds, wallSeconds, months };
}
