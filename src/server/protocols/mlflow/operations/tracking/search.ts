import {
  badValue,
  experimentIdOf,
  modelOrderBy,
  modelOrderDatasets,
  parseFilter,
  parseOrderBy,
  type Query,
  readFilter,
} from "../../../../../tracking/index.js";
import { given, type Message, type OperationOf } from "./message.js";
import { MOST_IN_A_PAGE, pageSize, placeOf, tokenOf } from "./pages.js";
import { experimentReply, loggedModelReply, runReply, stageOf } from "./wire.js";

const DEFAULT_PAGE = 1000;
const DEFAULT_MODELS = 100;
const MOST_DATASETS = 1000;
const MOST_DATASET_EXPERIMENTS = 20;

export const searchExperiments: OperationOf<"searchExperiments"> = async ({ tracking }, message) => {
  const view = stageOf(message.view_type);
  const about = ["experiments", view, message.filter ?? "", message.order_by];
  const query = { ...questionOf("experiments", message), after: placeOf(message.page_token, about) };
  const { items, next } = await tracking.searchExperiments(view, query);
  return { experiments: items.map(experimentReply), next_page_token: tokenOf(next, about) };
};

export const searchRuns: OperationOf<"searchRuns"> = async ({ tracking }, message) => {
  const question = questionOf("runs", message);
  const ids = idsOf(message.experiment_ids);
  const view = stageOf(message.run_view_type);
  const about = ["runs", ids, view, message.filter ?? "", message.order_by];
  const query = { ...question, after: placeOf(message.page_token, about) };
  if (ids.length === 0) return {};
  const { items, next } = await tracking.searchRuns(ids, view, query);
  return { runs: items.map(runReply), next_page_token: tokenOf(next, about) };
};

export const searchLoggedModels: OperationOf<"searchLoggedModels"> = async ({ tracking }, message) => {
  const datasets = message.datasets.map(({ dataset_name, dataset_digest }) => ({
    name: given(dataset_name) ?? refuseNamelessDataset(),
    digest: given(dataset_digest) ?? null,
  }));
  const where = parseFilter("logged_models", message.filter ?? "");
  const experimentIds = idsOf(message.experiment_ids);
  const about = ["models", experimentIds, message.filter ?? "", datasets, message.order_by];
  const query = {
    where,
    orderBy: modelOrderBy(message.order_by),
    // 0 is what clients send who leave it open, and no number is too large.
    limit: pageSize(Math.min(message.max_results || DEFAULT_MODELS, MOST_IN_A_PAGE), DEFAULT_MODELS),
    after: placeOf(message.page_token, about),
  };
  if (experimentIds.length === 0) return {};
  const orderDatasets = modelOrderDatasets(message.order_by);
  const { items, next } = await tracking.searchModels({ experimentIds, datasets, query, orderDatasets });
  return { models: items.map(loggedModelReply), next_page_token: tokenOf(next, about) };
};

export const searchDatasets: OperationOf<"searchDatasets"> = async ({ tracking }, { experiment_ids }) => {
  const refuse = (what: string) => badValue(`SearchDatasets request ${what}`);
  if (experiment_ids.length === 0) throw refuse("must specify at least one experiment_id.");
  if (experiment_ids.length > MOST_DATASET_EXPERIMENTS) {
    throw refuse(
      `cannot specify more than ${MOST_DATASET_EXPERIMENTS} experiment_ids. Received ${experiment_ids.length} experiment_ids.`,
    );
  }
  const found = await tracking.datasets(idsOf(experiment_ids), MOST_DATASETS);
  const summaries = found.map(({ experimentId, name, digest, context }) => {
    return { experiment_id: experimentId, name, digest, context: given(context) };
  });
  return { dataset_summaries: summaries };
};

type SearchMessage = Pick<Message<"searchRuns">, "filter" | "max_results" | "order_by">;

/** What is asked. Of several mistakes MLflow tells the first in this order; unreadable ids of experiments come after them. */
function questionOf(what: "runs" | "experiments", message: SearchMessage): Omit<Query, "after"> {
  const limit = pageSize(message.max_results, DEFAULT_PAGE);
  const whereOf = readFilter(what, message.filter ?? "");
  if (what === "experiments") return { limit, where: whereOf(), orderBy: parseOrderBy(what, message.order_by) };
  return { limit, orderBy: parseOrderBy(what, message.order_by), where: whereOf() };
}

function idsOf(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(experimentIdOf))];
}

function refuseNamelessDataset(): never {
  throw badValue("`dataset_name` in the `datasets` clause must be specified.");
}
