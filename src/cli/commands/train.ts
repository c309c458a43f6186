import type { Command } from "commander";
import { type CommonOptions, withWorkspace } from "../command.js";
import { moment, table } from "../output.js";
import { release } from "../release.js";
import { asOfOption, estimatorOption, runLoop, type Turn } from "../run-loop.js";

interface TrainOptions extends CommonOptions {
  readonly asOf?: string;
  readonly estimator?: string;
  readonly deploy?: boolean;
}

/** The order in which metrics are shown. */
const METRICS = [
  "rows",
  "positiveRate",
  "rocAuc",
  "rocAucLow",
  "rocAucHigh",
  "prAuc",
  "logLoss",
  "brier",
  "calibrationError",
];

/** `gyre train` */
export function trainCommand(base: Command): Command {
  return base
    .option("--as-of <time>", "use nothing that became known later; ISO 8601 (default: the project's clock)")
    .option("--estimator <name>", '"model" or "baseline"', "model")
    .option("--deploy", "give the version to the deployment, as `gyre deploy` does")
    .action((options: TrainOptions) =>
      withWorkspace(options, async (workspace, output, signal) => {
        const { model } = workspace.loaded.project;
        const asOf = asOfOption(workspace, options.asOf);
        const estimator = estimatorOption(workspace, options.estimator);
        output.step(`Training ${model.name} as of ${moment(asOf)}`);
        const turn = await runLoop(workspace, output, { asOf, estimator, reason: "gyre train", signal });
        const { version, trained } = turn;
        const released = options.deploy ? await release(workspace, version) : null;
        output.result(
          {
            version,
            runId: trained.runId,
            ...(trained.trackingRunId !== undefined && { trackingRunId: trained.trackingRunId }),
            datasetVersion: turn.dataset.id,
            metrics: trained.metrics,
            gates: turn.gates,
            reused: turn.reused,
            unchanged: turn.unchanged,
            deployed: released?.outcome ?? null,
          },
          [...verdict(turn), released?.sentence ?? "Serve it with: gyre deploy"].join("\n"),
        );
      }),
    );
}

function verdict({ version, trained, gates, unchanged }: Turn): readonly string[] {
  const metrics = Object.entries(trained.metrics)
    .sort(([a], [b]) => METRICS.indexOf(a) - METRICS.indexOf(b))
    .map(([name, value]) => [name, Number.isInteger(value) ? String(value) : value.toFixed(4)]);
  const said = unchanged
    ? `Nothing new: data, code and definition are those of ${version.model} version ${version.version} (${version.id}).`
    : `${version.model} version ${version.version} is registered (${version.id}).`;
  return [
    said,
    table(["metric of the holdout", "value"], metrics),
    ...gates.map((gate) => `gate passed: ${gate.sentence}`),
  ];
}
