import type { Insertable, Selectable } from "kysely";
import {
  type DatasetRecord,
  type ExactJson,
  type ExactObject,
  inputHash,
  type RecordSource,
  readExactJson,
  writeExactJson,
} from "../../../tracing/index.js";
import type { DatasetRecordTable } from "./tables.js";

/** A record as a row of the dataset with this number. */
export function rowOf(record: DatasetRecord, dataset: number): Insertable<DatasetRecordTable> {
  return {
    id: record.recordId,
    dataset,
    input_hash: inputHash(record.inputs),
    inputs: writeExactJson(record.inputs),
    outputs: optional(record.outputs),
    expectations: optional(record.expectations),
    tags: writeExactJson(record.tags),
    source: optional(record.source && new Map<string, ExactJson>(Object.entries(record.source))),
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    created_by: record.createdBy,
    updated_by: record.updatedBy,
  };
}

/** The record of a row. */
export function recordOf(row: Selectable<DatasetRecordTable>, datasetId: string): DatasetRecord {
  return {
    recordId: row.id,
    datasetId,
    inputs: readExactJson(row.inputs) as ExactObject,
    outputs: row.outputs === null ? null : readExactJson(row.outputs),
    expectations: row.expectations === null ? null : (readExactJson(row.expectations) as ExactObject),
    tags: readExactJson(row.tags) as ExactObject,
    source: row.source === null ? null : sourceOf(readExactJson(row.source) as ExactObject),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    createdBy: row.created_by,
    updatedBy: row.updated_by,
  };
}

function sourceOf(source: ExactObject): RecordSource {
  return { type: source.get("type") as RecordSource["type"], data: source.get("data") as ExactObject };
}

function optional(value: ExactJson): string | null {
  return value === null ? null : writeExactJson(value);
}
