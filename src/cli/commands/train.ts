import { type CommonOptions, command, withWorkspace } from "../command.js";
import { table } from "../output.js";
import { asOfOption, estimatorOption, runLoop } from "../run-loop.js";

interface TrainOptions extends CommonOptions {
  readonly asOf?: string;
  readonly estimator?: string;
}

export function trainCommand() {
  return command("train", "Runs the loop from data to registry: load, validate, features, train, evaluate, gate, register.", "gyre train --as-of 2013-07-01T00:00:00Z")
    .option("--as-of <time>", "use nothing that became known later; ISO 8601 (default: the project's clock)")
    .option("--estimator <name>", '"model" or "baseline"', "model")
    .action((options: TrainOptions) =>
      withWorkspace(options, async (workspace, output, signal) => {
        const { model } = workspace.loaded.project;
        const asOf = asOfOption(workspace, options.asOf);
        output.step(`Training ${model.name} as of ${new Date(asOf).toISOString()}`);
        const turn = await runLoop(workspace, output, { asOf, estimator: estimatorOption(workspace, options.estimator), reason: "gyre train", signal });
        const { version, trained } = turn;
        const metrics = Object.entries(trained.metrics).map(([name, value]) => [name, Number.isInteger(value) ? String(value) : value.toFixed(4)]);
        output.result(
          { version, runId: trained.runId, datasetVersion: turn.dataset.id, metrics: trained.metrics, gates: turn.gates, reused: turn.reused },
          [
            `${model.name} version ${version.version} is registered (${version.id}).`,
            table(["metric of the holdout", "value"], metrics),
            ...turn.gates.map((gate) => `gate passed: ${gate.sentence}`),
            "Serve it with: gyre deploy",
          ].join("\n"),
        );
      }),
    );
}
