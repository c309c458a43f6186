import {
  type DatasetRecord,
  type EvaluationDataset,
  type ExactJson,
  type ExactObject,
  type ScorerVersion,
  writeExactJson,
} from "../../../../../tracing/index.js";

/** A dataset as clients read it. */
export function datasetReply(dataset: EvaluationDataset, experimentIds: readonly string[] = []) {
  return {
    dataset_id: dataset.datasetId,
    name: dataset.name,
    tags: writeExactJson(new Map(dataset.tags.map(({ key, value }) => [key, value]))),
    schema: dataset.schema,
    profile: dataset.profile,
    digest: dataset.digest,
    created_time: dataset.createdAt,
    last_update_time: dataset.updatedAt,
    created_by: dataset.createdBy,
    last_updated_by: dataset.updatedBy,
    experiment_ids: experimentIds,
  };
}

/** Records as clients read them: JSON as text. */
export function recordsText(records: readonly DatasetRecord[]): string {
  return writeExactJson(records.map(recordObject));
}

/** What is null is left out. */
function recordObject(record: DatasetRecord): ExactObject {
  const { source } = record;
  const members: readonly (readonly [string, ExactJson])[] = [
    ["dataset_record_id", record.recordId],
    ["dataset_id", record.datasetId],
    ["inputs", record.inputs],
    ["expectations", record.expectations],
    ["tags", record.tags],
    [
      "source",
      source &&
        new Map<string, ExactJson>([
          ["source_type", source.type],
          ["source_data", source.data],
        ]),
    ],
    ["source_id", source && sourceId(source)],
    ["source_type", source?.type ?? null],
    ["created_time", { number: String(record.createdAt) }],
    ["last_update_time", { number: String(record.updatedAt) }],
    ["created_by", record.createdBy],
    ["last_updated_by", record.updatedBy],
    ["outputs", record.outputs],
  ];
  return new Map(members.filter(([, value]) => value !== null));
}

function sourceId({ type, data }: NonNullable<DatasetRecord["source"]>): string | null {
  const id = data.get(type === "TRACE" ? "trace_id" : "source_id");
  return typeof id === "string" ? id : null;
}

/** A version of a scorer as clients read it. */
export function scorerReply(scorer: ScorerVersion) {
  return {
    experiment_id: Number(scorer.experimentId),
    scorer_name: scorer.name,
    scorer_version: scorer.version,
    serialized_scorer: scorer.serialized,
    creation_time: scorer.createdAt,
    scorer_id: scorer.scorerId,
  };
}
