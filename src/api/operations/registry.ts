import Type from "typebox";
import { GyreError, nearestName } from "../../core/index.js";
import { ModelVersion } from "../../registry/index.js";
import type { ApiContext } from "../context.js";
import { defineOperation } from "../operation.js";
import { pageOf, pageQuery, pathParams, readPage } from "../page.js";

const versionOrNull = Type.Union([Type.Integer(), Type.Null()]);

const ModelSummary = Type.Object({
  name: Type.String(),
  versions: Type.Integer({ description: "how many are registered" }),
  champion: versionOrNull,
  challenger: versionOrNull,
});

export const listModels = defineOperation({
  id: "registry.list_models",
  method: "GET",
  path: "/v1/models",
  permission: "models:read",
  summary: "The registered models and their champions",
  input: {},
  output: Type.Object({ items: Type.Array(ModelSummary) }),
  failures: [],
  async run({ models }) {
    const names = await models.models();
    const summary = async (name: string) => {
      const [versions, champion, challenger] = await Promise.all([
        models.list(name),
        models.alias(name, "champion"),
        models.alias(name, "challenger"),
      ]);
      const numberOf = (version: ModelVersion | null) => version?.version ?? null;
      return { name, versions: versions.length, champion: numberOf(champion), challenger: numberOf(challenger) };
    };
    return { items: await Promise.all(names.map(summary)) };
  },
});

export const listVersions = defineOperation({
  id: "registry.list_versions",
  method: "GET",
  path: "/v1/models/{model}/versions",
  permission: "models:read",
  summary: "A model's versions, newest first",
  input: { params: pathParams("model"), query: pageQuery({}) },
  output: pageOf(ModelVersion),
  failures: ["registry.model_unknown"],
  async run(context, { params, query }) {
    const newestFirst = [...(await versionsOf(context, params.model))].sort((a, b) => b.version - a.version);
    const before = query.before === undefined ? Number.POSITIVE_INFINITY : versionNumber(params.model, query.before);
    const rest = newestFirst.filter((version) => version.version < before);
    return readPage(
      query.limit,
      async (limit) => rest.slice(0, limit),
      (version) => String(version.version),
    );
  },
});

export const getVersion = defineOperation({
  id: "registry.get_version",
  method: "GET",
  path: "/v1/models/{model}/versions/{version}",
  permission: "models:read",
  summary: "One version of a model",
  input: { params: pathParams("model", "version") },
  output: ModelVersion,
  failures: ["registry.model_unknown", "registry.version_unknown"],
  run: (context, { params }) => oneVersion(context, params.model, params.version),
});

export const getCard = defineOperation({
  id: "registry.get_card",
  method: "GET",
  path: "/v1/models/{model}/versions/{version}/card",
  permission: "models:read",
  summary: "The model card of a version, Markdown",
  input: { params: pathParams("model", "version") },
  output: Type.Object({ model: Type.String(), version: Type.Integer(), markdown: Type.String() }),
  failures: ["registry.model_unknown", "registry.version_unknown"],
  async run(context, { params }) {
    const { model, version, card } = await oneVersion(context, params.model, params.version);
    return { model, version, markdown: card };
  },
});

async function versionsOf({ models }: Pick<ApiContext, "models">, model: string): Promise<readonly ModelVersion[]> {
  const versions = await models.list(model);
  if (versions.length > 0) return versions;
  const names = await models.models();
  const nearest = model.length <= 64 ? nearestName(model, names) : undefined;
  throw new GyreError("registry.model_unknown", `no model is called ${model.slice(0, 80)}`, {
    hint: nearest ? `did you mean ${nearest}?` : `the models are ${names.join(", ") || "none yet"}`,
    details: { models: names },
  });
}

async function oneVersion(context: Pick<ApiContext, "models">, model: string, text: string): Promise<ModelVersion> {
  const versions = await versionsOf(context, model);
  const number = versionNumber(model, text);
  const found = versions.find((version) => version.version === number);
  if (!found) throw unknownVersion(model, text, `the versions are ${versions.map((one) => one.version).join(", ")}`);
  return found;
}

function versionNumber(model: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw unknownVersion(model, text, "versions are numbers from 1");
}

function unknownVersion(model: string, text: string, hint: string): GyreError {
  const message = `the model ${model} has no version ${text.slice(0, 20)}`;
  return new GyreError("registry.version_unknown", message, { hint, details: { model, version: text.slice(0, 20) } });
}
