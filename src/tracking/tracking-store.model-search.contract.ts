import { expect, it } from "vitest";
import type { Condition, Cursor, LoggedMetric, TrackingStore } from "./index.js";
import {
  by,
  LARGEST,
  metric,
  modelId,
  NOTHING,
  pagesOf,
  query,
  runId,
  sampleModel,
  sampleRun,
  where,
} from "./tracking-store.fixture.js";

type Wish = Parameters<TrackingStore["searchModels"]>[0];

const on = (n: number, name: string, digest: string): Partial<LoggedMetric> => ({
  modelId: modelId(n),
  datasetName: name,
  datasetDigest: digest,
});

/** Six models: 4 is deleted, 5 is in another experiment; 0 to 3 were measured. */
async function sixModels(open: () => Promise<TrackingStore>): Promise<TrackingStore> {
  const store = await open();
  await store.createExperiment({ name: "other", artifactLocation: null, tags: [], at: 1 });
  for (const n of [1, 2]) await store.createRun(sampleRun(n), []);
  for (let n = 0; n < 6; n++) {
    const tags = n % 2 ? [{ key: "t", value: `v${n}` }] : [];
    const change = { tags, params: tags, experimentId: n === 5 ? "1" : "0", createdAt: 1_000 + (n >> 1) };
    await store.createModel(sampleModel(n, { ...change, sourceRunId: n === 2 ? null : runId(n) }));
  }
  const metrics = [
    metric("m", 1, 1, 0, on(0, "a", "1")),
    metric("m", 5, 2, 0, on(0, "a", "2")),
    metric("m", 3, 1, 9, on(0, "b", "1")),
    metric("m", 2, 1, 0, on(1, "a", "1")),
    metric("m", Number.NaN, 2, 0, on(2, "a", "1")),
    metric("m", Number.POSITIVE_INFINITY, 1, 0, { modelId: modelId(3) }),
    metric("m", 9, 9, 0, on(4, "a", "1")),
  ];
  await store.log(runId(1), { ...NOTHING, metrics });
  await store.log(runId(2), { ...NOTHING, metrics: [metric("m", 4, 2, 1, on(1, "b", "1"))] });
  await store.changeModel(modelId(4), { stage: "deleted", at: 5_000 });
  return store;
}

async function found(store: TrackingStore, change: Partial<Wish> = {}) {
  const page = await store.searchModels({ experimentIds: ["0"], datasets: [], query: query(), ...change });
  return page.items.map(({ id }) => Number.parseInt(id.slice("m-".length), 16));
}

/** The part of the contract about searches of logged models. */
export function trackingModelSearchContract(open: () => Promise<TrackingStore>): void {
  it("gives active models of the experiments that are named, newest first, then by id, whole", async () => {
    const store = await sixModels(open);
    expect(await found(store)).toEqual([2, 3, 0, 1]);
    expect(await found(store, { experimentIds: ["1", "0", "7", "x"] })).toEqual([5, 2, 3, 0, 1]);
    expect(await found(store, { experimentIds: [] })).toEqual([]);
    const { items } = await store.searchModels({ experimentIds: ["0"], datasets: [], query: query() });
    expect(items).toEqual(await Promise.all(items.map(({ id }) => store.model(id))));
  });

  it("finds models by attributes, params, tags and any of their metrics, where NaN is 0", async () => {
    const store = await sixModels(open);
    const cases: readonly (readonly [Condition, readonly number[]])[] = [
      [where("attribute", "name", "LIKE", "model-_"), [0, 1, 2, 3]],
      [where("attribute", "name", "IN", ["model-1", "model-4"]), [1]],
      [where("attribute", "model_id", "=", modelId(2)), [2]],
      [where("attribute", "status", "=", "LOGGED_MODEL_PENDING"), [0, 1, 2, 3]],
      [where("attribute", "source_run_id", "!=", runId(0)), [1, 3]],
      [where("attribute", "model_type", "=", ""), [0, 1, 2, 3]],
      [where("attribute", "creation_timestamp", ">", 1_000), [2, 3]],
      [where("attribute", "last_updated_timestamp", "<=", 1_002), [0, 1, 2]],
      [where("tag", "t", "!=", "v1"), [3]],
      [where("param", "t", "NOT IN", ["v3"]), [1]],
      [{ kind: "not", part: where("param", "t", "=", "v3") }, [0, 1, 2]],
      [where("metric", "m", "=", 1), [0]],
      [where("metric", "m", "<=", 3), [0, 1, 2]],
      [where("metric", "m", "=", 0), [2]],
      [where("metric", "m", ">=", LARGEST), [3]],
      [where("metric", "m", "!=", 99), [0, 1, 2, 3]],
      [where("attribute", "experiment_id", "=", "0"), [0, 1, 2, 3]],
      [{ kind: "and", parts: [where("metric", "m", "=", 1), where("metric", "m", "=", 3)] }, [0]],
      [where("metric", "m", "!=", 0), [0, 1, 3]],
      [{ kind: "not", part: where("metric", "m", "<", 3) }, [3]],
    ];
    for (const [condition, expected] of cases)
      expect((await found(store, { query: query({ where: condition }) })).sort(), JSON.stringify(condition)).toEqual(
        expected,
      );
  });

  it("looks at metrics on the datasets that are named, and only at models that were measured on them", async () => {
    const store = await sixModels(open);
    const a = { name: "a", digest: null };
    const a2 = { name: "a", digest: "2" };
    const b = { name: "b", digest: null };
    const is = (value: number) => query({ where: where("metric", "m", "=", value) });
    expect(await found(store, { datasets: [a] })).toEqual([2, 0, 1]);
    expect(await found(store, { datasets: [a2] })).toEqual([0]);
    expect(await found(store, { datasets: [{ name: "none", digest: null }] })).toEqual([]);
    expect(await found(store, { datasets: [b], query: is(3) })).toEqual([0]);
    expect(await found(store, { datasets: [a], query: is(3) })).toEqual([]);
    expect(await found(store, { datasets: [a2, b], query: is(4) })).toEqual([1]);
    const isNot = query({ where: { kind: "not", part: where("metric", "m", "=", 1) } });
    expect(await found(store, { datasets: [a], query: isNot })).toEqual([2, 1]);
    expect(await found(store, { datasets: [b], query: query({ where: where("tag", "t", "=", "v1") }) })).toEqual([1]);
  });

  it("orders by the latest value of a metric, NaN being 0, on a dataset if one is named", async () => {
    const store = await sixModels(open);
    const up = query({ orderBy: [by("metric", "m")] });
    const down = query({ orderBy: [by("metric", "m", "descending")] });
    expect(await found(store, { query: up })).toEqual([2, 1, 0, 3]);
    expect(await found(store, { query: down })).toEqual([3, 0, 1, 2]);
    const orderDatasets = [{ name: "a", digest: "1" }];
    expect(await found(store, { query: up, orderDatasets })).toEqual([2, 0, 1, 3]);
    expect(await found(store, { query: down, orderDatasets })).toEqual([1, 0, 2, 3]);
    expect(await found(store, { query: down, orderDatasets: [{ name: "b", digest: null }] })).toEqual([1, 0, 2, 3]);
    expect(await found(store, { query: down, orderDatasets: [null] })).toEqual([3, 0, 1, 2]);
    const ofDigest = [{ name: null, digest: "2" }];
    expect(await found(store, { query: down, orderDatasets: ofDigest })).toEqual([0, 2, 3, 1]);
  });

  it("takes as the latest of one time that of the greatest step, of one step that of the smallest run, then the greatest", async () => {
    const store = await open();
    for (const n of [1, 2]) await store.createRun(sampleRun(n), []);
    for (const n of [0, 1, 2, 3]) await store.createModel(sampleModel(n));
    const log = (run: number, ...metrics: readonly LoggedMetric[]) => store.log(runId(run), { ...NOTHING, metrics });
    await log(2, metric("m", 0, 5, 1, on(0, "a", "1")), metric("m", 9, 5, 1, on(1, "a", "1")));
    await log(1, metric("m", 9, 5, 0, on(0, "a", "1")), metric("m", 1, 5, 1, on(1, "a", "1")));
    await log(1, metric("m", Number.NaN, 5, 1, on(2, "a", "1")), metric("m", 2, 5, 1, on(2, "a", "1")));
    await log(1, metric("m", 3, 5, 1, on(3, "a", "1")), metric("m", -3, 5, 1, on(3, "b", "1")));
    expect(await found(store, { query: query({ orderBy: [by("metric", "m")] }) })).toEqual([0, 1, 2, 3]);
  });

  it("orders by attributes, those without a value last, and pages", async () => {
    const store = await sixModels(open);
    const orders = [
      { orderBy: [by("attribute", "source_run_id")], expected: [0, 1, 3, 2] },
      { orderBy: [by("attribute", "source_run_id", "descending")], expected: [3, 1, 0, 2] },
      {
        orderBy: [by("attribute", "creation_timestamp"), by("attribute", "name", "descending")],
        expected: [1, 0, 3, 2],
      },
      { orderBy: [by("attribute", "status"), by("metric", "m")], expected: [2, 1, 0, 3] },
    ];
    for (const { orderBy, expected } of orders) {
      expect(await found(store, { query: query({ orderBy }) })).toEqual(expected);
      for (const limit of [1, 2, 3]) {
        const search = (after: Cursor | null) =>
          store.searchModels({ experimentIds: ["0"], datasets: [], query: query({ orderBy, limit, after }) });
        const pages = await pagesOf(search);
        expect(pages.flat().map(({ id }) => id)).toEqual(expected.map(modelId));
        expect(pages).toHaveLength(Math.ceil(4 / limit));
      }
    }
  });
}
