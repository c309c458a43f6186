import type { Command } from "commander";
import type { FeatureSet } from "../../features/index.js";
import { type CommonOptions, withWorkspace } from "../command.js";
import { counted, facts, moment, table } from "../output.js";
import type { StateOptions } from "../state-folder.js";
import { type Why, whyPrediction } from "../why.js";

type Fields = FeatureSet["fields"];

interface WhyOptions extends CommonOptions, StateOptions {
  readonly artifacts?: string;
}

/** `gyre why` */
export function whyCommand(base: Command): Command {
  return base
    .argument("<what>", "a prediction's id, or a model that a client logged, such as models:/churn@champion")
    .option("--data <dir>", "of a client's model: the folder that `gyre up --data` serves")
    .option("--artifacts <uri>", "of a client's model: the directory that `gyre up --artifacts` uses")
    .action(async (of: string, options: WhyOptions) => {
      if (!of.startsWith("models:")) return whyOf(of, options);
      const { whyModel } = await import("../deploy-registered/why-model.js");
      return whyModel(of, options);
    });
}

function whyOf(id: string, options: CommonOptions): Promise<void> {
  return withWorkspace(options, async (workspace, output) => {
    const why = await whyPrediction(workspace, id);
    const { fields } = workspace.loaded.project.model.features;
    output.result(why, [headline(why), "", facts(origins(why, fields)), "", read(why)].join("\n"));
  });
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
