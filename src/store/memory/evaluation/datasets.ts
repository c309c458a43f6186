import { compareText, GyreError } from "../../../core/index.js";
import {
  afterMerge,
  type DatasetRecord,
  type DatasetTag,
  type EvaluationDataset,
  type EvaluationDatasetStore,
  inputHash,
  mergeRecords,
  newDataset,
  profileOf,
} from "../../../tracing/index.js";
import type { Field, OrderBy, Page, Query } from "../../../tracking/index.js";
import { datasetUnknown } from "../../evaluation-failures.js";
import { pageOf } from "../tracking/pages.js";

/** A dataset with what belongs to it; records by the hash of their inputs, in the order in which they came. */
interface Kept {
  dataset: EvaluationDataset;
  experiments: readonly string[];
  readonly records: Map<string, { readonly number: number; readonly record: DatasetRecord }>;
  lastNumber: number;
}

const LATEST: readonly OrderBy[] = [
  { field: { entity: "attribute", key: "created_time" }, isDescending: true },
  { field: { entity: "attribute", key: "dataset_id" }, isDescending: true },
];

/** The part of the store that keeps evaluation datasets. */
export function createEvaluationDatasets(): EvaluationDatasetStore {
  const all = new Map<string, Kept>();
  const known = (id: string): Kept => {
    const kept = all.get(id);
    if (kept) return kept;
    throw datasetUnknown(id);
  };
  return {
    ...createLinks(all, known),
    ...createRecords(all, known),
    async create(wish) {
      const dataset = { ...newDataset(wish), tags: withTags([], wish.tags) };
      all.set(wish.datasetId, {
        dataset,
        experiments: [...new Set(wish.experimentIds)],
        records: new Map(),
        lastNumber: 0,
      });
      return dataset;
    },
    dataset: async (id) => all.get(id)?.dataset ?? null,
    async remove(id) {
      all.delete(id);
    },
    async search(experimentIds, query) {
      const seen = [...all.values()].filter(
        ({ experiments }) => experimentIds === null || experiments.some((id) => experimentIds.includes(id)),
      );
      const { items, next } = pageOf(seen, query, {
        orderBy: [...query.orderBy, ...LATEST],
        value: fieldOf,
        place: fieldOf,
      });
      return { items: items.map(({ dataset }) => dataset), next };
    },
    async tag(id, tags) {
      const kept = known(id);
      kept.dataset = { ...kept.dataset, tags: withTags(kept.dataset.tags, tags) };
    },
    async removeTag(id, key) {
      const kept = all.get(id);
      if (kept) kept.dataset = { ...kept.dataset, tags: kept.dataset.tags.filter((tag) => tag.key !== key) };
    },
  };
}

function createLinks(
  all: ReadonlyMap<string, Kept>,
  known: (id: string) => Kept,
): Pick<EvaluationDatasetStore, "experimentIds" | "addExperiments" | "removeExperiments"> {
  return {
    experimentIds: async (id) => all.get(id)?.experiments ?? [],
    async addExperiments(id, experimentIds, at) {
      const kept = known(id);
      kept.experiments = [...new Set([...kept.experiments, ...experimentIds])];
      kept.dataset = { ...kept.dataset, updatedAt: at };
      return kept.dataset;
    },
    async removeExperiments(id, experimentIds, at) {
      const kept = known(id);
      const rest = kept.experiments.filter((one) => !experimentIds.includes(one));
      if (rest.length < kept.experiments.length) kept.dataset = { ...kept.dataset, updatedAt: at };
      kept.experiments = rest;
      return kept.dataset;
    },
  };
}

function createRecords(
  all: ReadonlyMap<string, Kept>,
  known: (id: string) => Kept,
): Pick<EvaluationDatasetStore, "merge" | "records" | "removeRecords"> {
  return {
    async merge(datasetId, { records: wishes, newId, at }) {
      const kept = known(datasetId);
      const byHash = new Map([...kept.records].map(([hash, { record }]) => [hash, record]));
      const { inserted, updated, updatedCount } = mergeRecords(wishes, byHash, { datasetId, newId, at });
      for (const record of [...updated, ...inserted]) {
        const hash = inputHash(record.inputs);
        const number = kept.records.get(hash)?.number ?? ++kept.lastNumber;
        kept.records.set(hash, { number, record });
      }
      const change = afterMerge(kept.dataset, wishes, { count: kept.records.size, at });
      kept.dataset = { ...kept.dataset, ...change };
      return { inserted: inserted.length, updated: updatedCount };
    },
    async records(datasetId, { limit, after }) {
      const from = placeOf(after);
      const rest = [...(all.get(datasetId)?.records.values() ?? [])].filter(({ number }) => number > from);
      return pageFrom(rest, limit);
    },
    async removeRecords(datasetId, recordIds) {
      const kept = all.get(datasetId);
      if (!kept) return 0;
      const gone = [...kept.records].filter(([, { record }]) => recordIds.includes(record.recordId));
      for (const [hash] of gone) kept.records.delete(hash);
      if (gone.length > 0) kept.dataset = { ...kept.dataset, profile: profileOf(kept.records.size) };
      return gone.length;
    },
  };
}

function pageFrom(
  rest: readonly { readonly number: number; readonly record: DatasetRecord }[],
  limit: number,
): Page<DatasetRecord> {
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(({ record }) => record), next: rest.length > limit && last ? [last.number] : null };
}

function placeOf(after: Query["after"]): number {
  const [number] = after ?? [0];
  if (typeof number === "number") return number;
  throw new GyreError("tracking.bad_page_token", "Invalid page token: it belongs to another search");
}

function withTags(kept: readonly DatasetTag[], added: readonly DatasetTag[]): readonly DatasetTag[] {
  const tags = new Map([...kept, ...added].map((tag) => [tag.key, tag]));
  return [...tags.values()].sort((a, b) => compareText(a.key, b.key));
}

function fieldOf({ dataset }: Kept, { entity, key }: Field): string | number | null {
  if (entity === "tag") return dataset.tags.find((tag) => tag.key === key)?.value ?? null;
  const attributes: Readonly<Record<string, string | number | null>> = {
    dataset_id: dataset.datasetId,
    name: dataset.name,
    created_by: dataset.createdBy,
    last_updated_by: dataset.updatedBy,
    created_time: dataset.createdAt,
    last_update_time: dataset.updatedAt,
  };
  return attributes[key] ?? null;
}
