import type { DatasetInput, LoggedMetric, LoggedModel, RunInfo, TrackingStore } from "./index.js";
import type { Comparator, Condition, Cursor, Field, OrderBy, Page, Query } from "./search/types.js";

/** What logs nothing; spread over it what a test logs. */
export const NOTHING = { params: [], metrics: [], tags: [] } as const;

/** The value that an infinity is kept as. */
export const LARGEST = Number.MAX_VALUE;

/** A run's id, from a number. */
export const runId = (n: number): string => n.toString(16).padStart(32, "0");

/** A logged model's id, from a number. */
export const modelId = (n: number): string => `m-${runId(n)}`;

/** A plausible run in the default experiment; `change` replaces what a test cares about. */
export function sampleRun(n: number, change: Partial<RunInfo> = {}): RunInfo {
  const id = change.id ?? runId(n);
  return {
    id,
    experimentId: "0",
    name: `run-${n}`,
    userId: "ada",
    status: "RUNNING",
    startedAt: 1_000 + n,
    endedAt: null,
    artifactUri: `mlflow-artifacts:/0/${id}/artifacts`,
    stage: "active",
    ...change,
  };
}

/** A plausible logged model in the default experiment. */
export function sampleModel(
  n: number,
  change: Partial<Omit<LoggedModel, "metrics">> = {},
): Omit<LoggedModel, "metrics"> {
  const id = change.id ?? modelId(n);
  return {
    id,
    experimentId: "0",
    name: `model-${n}`,
    artifactUri: `mlflow-artifacts:/0/models/${id}/artifacts`,
    createdAt: 1_000 + n,
    updatedAt: 1_000 + n,
    status: "LOGGED_MODEL_PENDING",
    stage: "active",
    modelType: "",
    sourceRunId: null,
    params: [],
    tags: [],
    ...change,
  };
}

/** A dataset read in a context; without one it carries no tag. */
export function sampleInput(name: string, digest: string, context?: string): DatasetInput {
  return {
    dataset: { name, digest, sourceType: "local", source: `{"uri":"/${name}"}`, schema: null, profile: null },
    tags: context === undefined ? [] : [{ key: "mlflow.data.context", value: context }],
  };
}

/** A metric, at step 0 unless another is given. */
export function metric(
  key: string,
  value: number,
  timestamp: number,
  step = 0,
  of: Partial<LoggedMetric> = {},
): LoggedMetric {
  return { key, value, timestamp, step, ...of };
}

/** A comparison with a field. */
export function where(
  entity: Field["entity"],
  key: string,
  comparator: Comparator,
  value: number | string | readonly string[],
): Condition {
  return { kind: "comparison", field: { entity, key }, comparator, value };
}

/** An order by a field, ascending unless said otherwise. */
export function by(entity: Field["entity"], key: string, direction: "ascending" | "descending" = "ascending"): OrderBy {
  return { field: { entity, key }, isDescending: direction === "descending" };
}

/** A search for everything, changed. */
export function query(change: Partial<Query> = {}): Query {
  return { where: null, orderBy: [], limit: 1_000, after: null, ...change };
}

/** All the pages of a search, each cursor sent through JSON as a client's token is; `between` runs after each page. */
export async function pagesOf<T>(
  search: (after: Cursor | null) => Promise<Page<T>>,
  between: (page: number) => Promise<void> = async () => {},
): Promise<readonly (readonly T[])[]> {
  const pages: (readonly T[])[] = [];
  for (let after: Cursor | null = null; ; ) {
    const page: Page<T> = await search(after);
    pages.push(page.items);
    if (page.next === null) return pages;
    after = JSON.parse(JSON.stringify(page.next)) as Cursor;
    await between(pages.length);
  }
}

/** Makes runs in an experiment of their own, the nth started at 1000 + n, and gives its id. */
export async function withRuns(store: TrackingStore, count: number, name = "many"): Promise<string> {
  const { id } = await store.createExperiment({ name, artifactLocation: null, tags: [], at: 5 });
  await Promise.all(Array.from({ length: count }, (_, n) => store.createRun(sampleRun(n, { experimentId: id }), [])));
  return id;
}
