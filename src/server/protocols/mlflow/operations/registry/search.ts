import { compareText } from "../../../../../core/index.js";
import { badValue, type RegisteredModel } from "../../../../../registry/index.js";
import { parseOrderBy, type Query, readFilter } from "../../../../../tracking/index.js";
import type { Message, OperationOf } from "../tracking/message.js";
import { placeOf, tokenOf } from "../tracking/pages.js";
import { modelReply, versionReply } from "./wire.js";

const DEFAULT_MODELS = 100;
const DEFAULT_VERSIONS = 10_000;

export const searchRegisteredModels: OperationOf<"searchRegisteredModels"> = async ({ registered }, message) => {
  const about = aboutOf("registered_models", message);
  const limit = message.max_results ?? DEFAULT_MODELS;
  const question = questionOf(about, message);
  const { items, next } = await registered.search({ limit: positive(limit), ...question });
  return {
    registered_models: items.map((model) => modelReply(withSortedStages(model))),
    next_page_token: tokenOf(next, about),
  };
};

export const searchModelVersions: OperationOf<"searchModelVersions"> = async ({ registered }, message) => {
  const about = aboutOf("model_versions", message);
  const limit = positive(message.max_results ?? DEFAULT_VERSIONS);
  const { items, next } = await registered.searchVersions({ limit, ...questionOf(about, message) });
  return {
    model_versions: items.map((version) => versionReply({ ...version, aliases: [] })),
    next_page_token: tokenOf(next, about),
  };
};

/** A search tells the newest versions by the names of their stages. */
function withSortedStages(model: RegisteredModel): RegisteredModel {
  return { ...model, latestVersions: [...model.latestVersions].sort((a, b) => compareText(a.stage, b.stage)) };
}

type SearchMessage = Message<"searchModelVersions">;

interface About {
  readonly what: "registered_models" | "model_versions";
  readonly filter: string;
  readonly orderBy: readonly string[];
}

/** The question that a page token belongs to. */
function aboutOf(what: About["what"], { filter = "", order_by: orderBy }: SearchMessage): About {
  return { what, filter, orderBy };
}

function positive(limit: number): number {
  if (limit < 1) throw badValue(`Invalid value for max_results. It must be a positive integer, but got ${limit}`);
  return limit;
}

/** Of several mistakes MLflow tells the first in this order. */
function questionOf(about: About, { page_token }: SearchMessage): Omit<Query, "limit"> {
  const { what } = about;
  const whereOf = readFilter(what, about.filter);
  const order = () => ({ orderBy: parseOrderBy(what, about.orderBy), after: placeOf(page_token, about) });
  if (what === "model_versions") return { where: whereOf(), ...order() };
  return { ...order(), where: whereOf() };
}
