import { sha256 } from "../../core/index.js";
import { userOf } from "./dataset-rules.js";
import { type ExactObject, writeExactJson } from "./exact-json.js";
import type { DatasetRecord, RecordWish } from "./types.js";

/** What tells records apart: equal inputs, equal hash, in whatever order their keys stand. */
export function inputHash(inputs: ExactObject): string {
  return sha256(writeExactJson(inputs, true));
}

/** What a new record is besides what the client wishes. */
export type NewRecord = Pick<DatasetRecord, "recordId" | "datasetId" | "createdAt">;

/** A record as it begins: outputs of which nothing is said are empty. */
export function newRecord(wish: RecordWish, { recordId, datasetId, createdAt }: NewRecord): DatasetRecord {
  const user = userOf(wish.tags);
  return {
    recordId,
    datasetId,
    inputs: wish.inputs,
    outputs: wish.outputs === undefined ? new Map() : wish.outputs,
    expectations: wish.expectations,
    tags: wish.tags ?? new Map(),
    source: wish.source,
    createdAt,
    updatedAt: createdAt,
    createdBy: user,
    updatedBy: user,
  };
}

/** A record with what is said anew: outputs as a whole, expectations and tags key by key. Its source stays. */
export function mergedRecord(record: DatasetRecord, wish: RecordWish, at: number): DatasetRecord {
  return {
    ...record,
    outputs: wish.outputs === undefined ? record.outputs : wish.outputs,
    expectations: merged(record.expectations, wish.expectations),
    tags: merged(record.tags, wish.tags) ?? record.tags,
    updatedAt: at,
    updatedBy: userOf(wish.tags) ?? record.updatedBy,
  };
}

function merged(kept: ExactObject | null, added: ExactObject | null): ExactObject | null {
  return added === null || added.size === 0 ? kept : new Map([...(kept ?? []), ...added]);
}

/** What merging records comes to, given those that are there by the hash of their inputs. */
export interface Merge {
  /** In the order in which they came. */
  readonly inserted: readonly DatasetRecord[];
  readonly updated: readonly DatasetRecord[];
  /** How many of the wishes met a record, be it one of an earlier wish. */
  readonly updatedCount: number;
}

/** Merges records with those that are there and among themselves. */
export function mergeRecords(
  wishes: readonly RecordWish[],
  kept: ReadonlyMap<string, DatasetRecord>,
  { datasetId, newId, at }: { readonly datasetId: string; newId(): string; readonly at: number },
): Merge {
  const inserted = new Map<string, DatasetRecord>();
  const updated = new Map<string, DatasetRecord>();
  let updatedCount = 0;
  for (const wish of wishes) {
    const hash = inputHash(wish.inputs);
    const fresh = inserted.get(hash);
    const known = updated.get(hash) ?? kept.get(hash);
    if (fresh !== undefined) inserted.set(hash, mergedRecord(fresh, wish, at));
    else if (known !== undefined) updated.set(hash, mergedRecord(known, wish, at));
    else inserted.set(hash, newRecord(wish, { recordId: newId(), datasetId, createdAt: at }));
    if (fresh !== undefined || known !== undefined) updatedCount++;
  }
  return { inserted: [...inserted.values()], updated: [...updated.values()], updatedCount };
}
