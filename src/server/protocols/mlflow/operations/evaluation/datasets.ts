import { GyreError } from "../../../../../core/index.js";
import { readTags } from "../../../../../tracing/index.js";
import { badValue, parseFilter, parseOrderBy, randomHexId } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { given } from "../tracking/message.js";
import { pageSize, placeOf, tokenOf } from "../tracking/pages.js";
import type { OperationOf } from "./message.js";
import { datasetReply } from "./wire.js";

const DEFAULT_PAGE = 1000;

export const createDataset: OperationOf<"createDataset"> = async ({ evaluation, clock, random }, message) => {
  const tags = readTags(given(message.tags) ?? "{}");
  const experimentIds = message.experiment_ids;
  const datasetId = `d-${randomHexId(random)}`;
  const wish = { datasetId, name: message.name, tags, experimentIds, at: clock.now() };
  return { dataset: datasetReply(await evaluation.datasets.create(wish), [...new Set(experimentIds)]) };
};

export const getDataset: OperationOf<"getDataset"> = async ({ evaluation }, { dataset_id }) => {
  const dataset = await evaluation.datasets.dataset(dataset_id);
  if (dataset === null) throw datasetUnknown(`Evaluation dataset with id '${dataset_id}' not found`);
  return { dataset: datasetReply(dataset) };
};

export const deleteDataset: OperationOf<"deleteDataset"> = async ({ evaluation }, { dataset_id }) => {
  await evaluation.datasets.remove(dataset_id);
  return {};
};

export const searchEvaluationDatasets: OperationOf<"searchEvaluationDatasets"> = async ({ evaluation }, message) => {
  // 0 is told as what was left out.
  if (message.max_results === 0)
    throw badValue("Invalid value None for parameter 'max_results' supplied. It must be a positive integer");
  const filter = message.filter_string ?? "";
  const experimentIds = message.experiment_ids.length === 0 ? null : [...new Set(message.experiment_ids)];
  const about = ["evaluation datasets", experimentIds, filter, message.order_by];
  const { items, next } = await evaluation.datasets.search(experimentIds, {
    limit: pageSize(message.max_results, DEFAULT_PAGE),
    where: parseFilter("evaluation_datasets", filter),
    orderBy: parseOrderBy("evaluation_datasets", message.order_by),
    after: placeOf(message.page_token, about),
  });
  return { datasets: items.map((dataset) => datasetReply(dataset)), next_page_token: tokenOf(next, about) };
};

export const setDatasetTags: OperationOf<"setDatasetTags"> = async ({ evaluation }, { dataset_id, tags }) => {
  const wished = readTags(tags).filter(({ value }) => value !== null);
  await requireDataset(evaluation, dataset_id, `Could not find evaluation dataset with ID ${dataset_id}`);
  await evaluation.datasets.tag(dataset_id, wished);
  return {};
};

export const deleteDatasetTag: OperationOf<"deleteDatasetTag"> = async ({ evaluation }, { dataset_id, key }) => {
  await evaluation.datasets.removeTag(dataset_id, key);
  return {};
};

export const getDatasetExperimentIds: OperationOf<"getDatasetExperimentIds"> = async (
  { evaluation },
  { dataset_id },
) => ({ experiment_ids: await evaluation.datasets.experimentIds(dataset_id) });

export const addDatasetToExperiments: OperationOf<"addDatasetToExperiments"> = async (context, message) => {
  const { evaluation, tracking, clock } = context;
  const { dataset_id, experiment_ids } = message;
  await requireDataset(evaluation, dataset_id, `Dataset '${dataset_id}' not found`);
  for (const id of experiment_ids)
    if ((await tracking.experiment(id)) === null)
      throw new GyreError("tracking.experiment_unknown", `No Experiment with id=${id}`);
  return { dataset: datasetReply(await evaluation.datasets.addExperiments(dataset_id, experiment_ids, clock.now())) };
};

export const removeDatasetFromExperiments: OperationOf<"removeDatasetFromExperiments"> = async (
  { evaluation, clock },
  { dataset_id, experiment_ids },
) => {
  await requireDataset(evaluation, dataset_id, `Dataset '${dataset_id}' not found`);
  const dataset = await evaluation.datasets.removeExperiments(dataset_id, experiment_ids, clock.now());
  return { dataset: datasetReply(dataset) };
};

/** Each procedure has words of its own for a dataset that is not there. */
async function requireDataset({ datasets }: MlflowContext["evaluation"], id: string, message: string): Promise<void> {
  if ((await datasets.dataset(id)) === null) throw datasetUnknown(message);
}

function datasetUnknown(message: string): GyreError {
  return new GyreError("tracing.dataset_unknown", message);
}
