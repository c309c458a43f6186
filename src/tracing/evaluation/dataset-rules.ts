import { sha256 } from "../../core/index.js";
import { type ExactJson, type ExactObject, isExactObject, readExactJson, writeExactJson } from "./exact-json.js";
import type { DatasetWish } from "./ports.js";
import type { EvaluationDataset, RecordWish } from "./types.js";

/** The tag in which clients say who they are. */
const USER_TAG = "mlflow.user";

/** Who says so in a record's tags. */
export function userOf(tags: ExactObject | null): string | null {
  const user = tags?.get(USER_TAG);
  return typeof user === "string" ? user : null;
}

/** A dataset as it begins. */
export function newDataset({ datasetId, name, tags, at }: DatasetWish): EvaluationDataset {
  const user = tags.find(({ key }) => key === USER_TAG)?.value ?? null;
  return {
    datasetId,
    name,
    tags,
    schema: null,
    profile: null,
    digest: digestOf(name, at),
    createdAt: at,
    updatedAt: at,
    createdBy: user,
    updatedBy: user,
  };
}

/** What of a dataset is another one once these records are in it; `count` is how many there are then. */
export function afterMerge(
  dataset: Pick<EvaluationDataset, "name" | "schema" | "profile">,
  records: readonly RecordWish[],
  { count, at }: { readonly count: number; readonly at: number },
): Pick<EvaluationDataset, "schema" | "profile" | "digest" | "updatedAt" | "updatedBy"> {
  const users = records.map(({ tags }) => userOf(tags)).filter((user) => user !== null);
  return {
    schema: schemaWith(dataset.schema, records),
    profile: count > 0 ? profileOf(count) : dataset.profile,
    digest: digestOf(dataset.name, at),
    updatedAt: at,
    updatedBy: users.at(-1) ?? null,
  };
}

/** What a dataset says of its records. */
export function profileOf(count: number): string {
  return count > 0 ? `{"num_records": ${count}}` : "null";
}

function digestOf(name: string, at: number): string {
  return sha256(`${name}:${at}`).slice(0, 8);
}

const PARTS = ["inputs", "outputs", "expectations"] as const;

/** The types of fields, those of new ones added; what was seen first stays. */
function schemaWith(schema: string | null, records: readonly RecordWish[]): string | null {
  if (records.length === 0) return schema;
  const known = schema === null ? null : readExactJson(schema);
  const written = new Map<string, ExactJson>();
  for (const part of PARTS) {
    let types: ExactJson = (isExactObject(known) && known.get(part)) || new Map();
    for (const record of records) types = typesWith(types, record[part] ?? null);
    written.set(part, types);
  }
  return writeExactJson(written.set("version", "1.0"));
}

/** Outputs that are no object have one type as a whole, if nothing was seen before. */
function typesWith(types: ExactJson, value: ExactJson): ExactJson {
  if (value === null) return types;
  if (!isExactObject(types)) return types;
  if (!isExactObject(value)) return types.size === 0 ? typeOf(value) : types;
  const fresh = [...value].filter(([key]) => !types.has(key)).map(([key, item]) => [key, typeOf(item)] as const);
  return fresh.length === 0 ? types : new Map([...types, ...fresh]);
}

function typeOf(value: ExactJson): string {
  if (value === null) return "null";
  if (typeof value === "boolean" || typeof value === "string") return typeof value;
  if (Array.isArray(value)) return "array";
  if (isExactObject(value)) return "object";
  return /^-?\d+$/.test((value as { readonly number: string }).number) ? "integer" : "float";
}
