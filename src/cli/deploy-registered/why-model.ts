import type { Trace } from "../../lineage/index.js";
import { explainModel, lineageId, type ModelExplanation } from "../../serving/index.js";
import type { Run } from "../../tracking/index.js";
import { facts, moment } from "../output.js";
import { type StateOptions, withTracking } from "../state-folder.js";

/** Metrics and params that are shown of a run. */
const MOST_SHOWN = 20;

/** `gyre why models:/…`: what a client's model was made from, and where it serves. */
export function whyModel(uri: string, options: StateOptions & { readonly artifacts?: string }): Promise<void> {
  return withTracking(options, async (state, output) => {
    const explained = await explainModel(state, uri);
    output.result(explained, explanationText(explained));
  });
}

function explanationText(explained: ModelExplanation): string {
  const { model, deployments, digest, lineage, loggedModel, run } = explained;
  const what = model.version === null ? `logged model ${model.modelId}` : `${model.name} version ${model.version}`;
  return [
    what,
    "",
    facts([
      ["serves as", servesText(explained)],
      ["aliases", aliasText(explained)],
      ["files", `${model.location}\n${digest === null ? "gone, or elsewhere" : `SHA-256 of all ${digest}`}`],
      [
        "logged model",
        loggedModel ? `${loggedModel.id} (${loggedModel.name}), ${moment(loggedModel.createdAt)}` : "none",
      ],
      ...(run ? runFacts(run) : ([["run", model.runId ?? "none is known"]] as const)),
    ]),
    "",
    ...deployments.map(({ name }) => lineageId.deployment(name)),
    treeText(lineage, deployments.length === 0 ? "" : "  "),
  ].join("\n");
}

function servesText({ deployments }: ModelExplanation): string {
  const lines = deployments.map(({ name, at, by, digest }) => {
    return `${name}, since ${moment(at)}${by === null ? "" : ` by ${by}`}, ONNX SHA-256 ${digest}`;
  });
  return lines.join("\n") || "nothing";
}

function aliasText({ aliasMoves, model }: ModelExplanation): string {
  const lines = aliasMoves.map(({ alias, version, at, by }) => {
    const where =
      version === model.version ? "to this version" : version === null ? "removed" : `on to version ${version}`;
    return `${alias} ${where}, ${moment(at)}${by === null ? "" : ` by ${by}`}`;
  });
  return lines.join("\n") || "none";
}

function runFacts({ info, params, metrics, tags, datasets }: Run): readonly (readonly [string, string])[] {
  const tag = (key: string): string | undefined => tags.find((one) => one.key === key)?.value;
  const commit = tag("mlflow.source.git.commit");
  const source = tag("mlflow.source.name");
  const started = info.startedAt === null ? "" : `, ${moment(info.startedAt)}`;
  const by = info.userId === "" ? "" : ` by ${info.userId}`;
  const lines = (texts: readonly string[]): string =>
    [...texts.slice(0, MOST_SHOWN), ...(texts.length > MOST_SHOWN ? [`… ${texts.length - MOST_SHOWN} more`] : [])].join(
      "\n",
    ) || "none";
  return [
    ["run", `${info.id} (${info.name})${by}${started}, ${info.status}`],
    ...(source === undefined ? [] : [["code", `${source}${commit === undefined ? "" : `, git ${commit}`}`] as const]),
    ["params", lines(params.map(({ key, value }) => `${key} ${value}`))],
    ["metrics", lines(metrics.map(({ key, value }) => `${key} ${value}`))],
    [
      "datasets",
      lines(
        datasets.map(({ dataset: { name, digest, sourceType } }) => `${name}, digest ${digest}, from ${sourceType}`),
      ),
    ],
  ];
}

function treeText({ id, repeated, inputs }: Trace, indent = ""): string {
  const here = `${indent}${indent === "" ? "" : "← "}${id}${repeated ? " (above)" : ""}`;
  return [here, ...inputs.map((input) => treeText(input, `${indent}  `))].join("\n");
}
