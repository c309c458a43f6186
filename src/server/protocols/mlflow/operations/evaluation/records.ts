import { readRecords } from "../../../../../tracing/index.js";
import { randomHexId } from "../../../../../tracking/index.js";
import { pageSize, placeOf, tokenOf } from "../tracking/pages.js";
import type { OperationOf } from "./message.js";
import { recordsText } from "./wire.js";

const DEFAULT_PAGE = 1000;

export const upsertDatasetRecords: OperationOf<"upsertDatasetRecords"> = async (context, message) => {
  const { evaluation, clock, random } = context;
  const { inserted, updated } = await evaluation.datasets.merge(message.dataset_id, {
    records: readRecords(message.records),
    newId: () => `dr-${randomHexId(random)}`,
    at: clock.now(),
  });
  return { inserted_count: inserted, updated_count: updated };
};

export const getDatasetRecords: OperationOf<"getDatasetRecords"> = async ({ evaluation }, message) => {
  const about = ["records", message.dataset_id];
  const { items, next } = await evaluation.datasets.records(message.dataset_id, {
    // 0 is what clients send who leave it open.
    limit: pageSize(message.max_results || DEFAULT_PAGE, DEFAULT_PAGE),
    after: placeOf(message.page_token, about),
  });
  return { records: recordsText(items), next_page_token: tokenOf(next, about) };
};

export const deleteDatasetRecords: OperationOf<"deleteDatasetRecords"> = async ({ evaluation }, message) => ({
  deleted_count: await evaluation.datasets.removeRecords(message.dataset_id, message.dataset_record_ids),
});
