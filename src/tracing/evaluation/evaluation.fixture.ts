import { type ExactObject, readExactJson } from "./exact-json.js";
import type { DatasetWish } from "./ports.js";
import { readRecords } from "./read-records.js";
import type { RecordWish } from "./types.js";

/** An object from its JSON. */
export function object(text: string): ExactObject {
  return readExactJson(text) as ExactObject;
}

/** Records from what a client would send. */
export function wishes(...records: readonly object[]): readonly RecordWish[] {
  return readRecords(JSON.stringify(records));
}

/** A dataset with nothing in it. */
export function sampleDataset(changes: Partial<DatasetWish> = {}): DatasetWish {
  return { datasetId: "d-1", name: "questions", tags: [], experimentIds: [], at: 1000, ...changes };
}

/** Ids that count up. */
export function counting(prefix = "dr-"): () => string {
  let count = 0;
  return () => `${prefix}${++count}`;
}
