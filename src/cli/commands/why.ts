import type { Command } from "commander";
import type { FeatureSet } from "../../features/index.js";
import { type CommonOptions, withWorkspace } from "../command.js";
import { counted, facts, moment, table } from "../output.js";
import { type Why, whyPrediction } from "../why.js";

type Fields = FeatureSet["fields"];

/** `gyre why` */
export function whyCommand(base: Command): Command {
  return base.argument("<prediction>", "the prediction's id").action((id: string, options: CommonOptions) =>
    withWorkspace(options, async (workspace, output) => {
      const why = await whyPrediction(workspace, id);
      output.result(
        why,
        [headline(why), "", facts(origins(why, workspace.loaded.project.model.features.fields)), "", read(why)].join(
          "\n",
        ),
      );
    }),
  );
}

function headline({ prediction, predicts }: Why): string {
  return `${prediction.id}\n${prediction.probability.toFixed(4)} is the probability that ${predicts}, given ${moment(prediction.at)}`;
}

function origins(
  { prediction, outcome, version, run, dataset }: Why,
  fields: Fields,
): readonly (readonly [string, string])[] {
  const { environment } = run ?? {};
  return [
    [
      "outcome",
      outcome
        ? `${outcome.label === 1 ? "it came true" : "it did not"}, known ${moment(outcome.knownAt)}`
        : "not known yet",
    ],
    ["model", `${version.model} version ${version.version} (${version.id}), as ${prediction.arm}`],
    ["file", `ONNX, SHA-256 ${version.digest}`],
    ["run", run ? `${run.id}, as of ${moment(run.asOf)}, seed ${run.seed}` : version.runId],
    ...(environment
      ? [
          [
            "made by",
            `Gyre ${environment.gyre}, Node ${environment.node}, ${environment.platform} ${environment.arch}`,
          ] as const,
        ]
      : []),
    [
      "data",
      version.datasetVersion +
        (dataset
          ? `: ${dataset.checks.map(({ source, rows }) => `${source} ${counted(rows, "row")}`).join(", ")}`
          : ""),
    ],
    ["code", `SHA-256 ${version.codeVersion}`],
    ["request", requestText(prediction.request, fields)],
  ];
}

/** The request as it could be given again: timestamps as text. */
function requestText(request: Why["prediction"]["request"], fields: Fields): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(request).map(([name, value]) => [
        name,
        fields[name]?.kind === "timestamp" && typeof value === "number" ? new Date(value).toISOString() : value,
      ]),
    ),
  );
}

function read({ features }: Why): string {
  return table(
    ["feature", "value", "defined by"],
    features.map(({ name, value, definition, hash }) => [
      name,
      shown(value),
      `${definition}${hash ? ` ${hash.slice(0, 8)}` : ""}`,
    ]),
  );
}

function shown(value: unknown): string {
  if (value === null) return "missing";
  return typeof value === "number" ? String(Number(value.toPrecision(6))) : String(value);
}
