import { type CommonOptions, command, withWorkspace } from "../command.js";
import { table } from "../output.js";
import { whyPrediction } from "../why.js";

export function whyCommand() {
  return command("why", "Traces a prediction back to its model version, run, dataset version, feature values and their definitions.", "gyre why pred_01k…")
    .argument("<prediction>", "the prediction's id")
    .action((id: string, options: CommonOptions) =>
      withWorkspace(options, async (workspace, output) => {
        const why = await whyPrediction(workspace, id);
        const { prediction, version, run } = why;
        output.result(
          why,
          [
            `${prediction.id}: probability ${prediction.probability.toFixed(4)} that ${why.predicts}, given ${new Date(prediction.at).toISOString()}`,
            `outcome: ${why.outcome ? `${why.outcome.label}, known ${new Date(why.outcome.knownAt).toISOString()}` : "not known yet"}`,
            `model: ${version.model} version ${version.version} (${version.id}), arm ${prediction.arm}, file ${version.digest}`,
            `run: ${run?.id ?? version.runId}${run ? `, as of ${new Date(run.asOf).toISOString()}, seed ${run.seed}, Gyre ${run.environment.gyre}, Node ${run.environment.node}` : ""}`,
            `data: ${version.datasetVersion}${why.dataset ? ` (${why.dataset.checks.map((check) => `${check.source} ${check.rows} rows`).join(", ")})` : ""}`,
            `code: ${version.codeVersion}`,
            "",
            table(
              ["feature", "value", "definition"],
              why.features.map(({ name, value, definition, hash }) => [name, value === null ? "missing" : String(value), `${definition} ${hash.slice(0, 8)}`]),
            ),
          ].join("\n"),
        );
      }),
    );
}
