import fc from "fast-check";
import type { Cursor, HistoryQuery, Metric, OrderBy, Page, Query, TrackingStore } from "./index.js";
import { pagesOf, runId } from "./tracking-store.fixture.js";
import {
  ASKING_EXPERIMENTS,
  ASKING_MODELS,
  ASKING_RUNS,
  type Asking,
  arbitraryCondition,
  arbitraryOrder,
  KEYS,
  oneOf,
} from "./tracking-store.searches.oracle.js";

type Search = (store: TrackingStore, after: Cursor | null) => Promise<Page<unknown>>;

/** Where the last search that has more pages stands. */
export interface OpenSearch {
  next: Cursor | null;
  search: Search | null;
}

/** A call that changes nothing in a store; `open` is the store's own. */
export interface Read {
  readonly name: string;
  readonly input: unknown;
  act(store: TrackingStore, open: OpenSearch): Promise<unknown>;
}

const EXPERIMENTS = ["0", "1", "2", "3"];
const views = oneOf(["active", "deleted", "all"] as const);
const limits = fc.integer({ min: 1, max: 5 });
const datasets = fc.array(fc.record({ name: oneOf(["d", "e"]), digest: oneOf([null, "1", "2"]) }), { maxLength: 2 });

function queries(asking: Asking): fc.Arbitrary<Omit<Query, "after">> {
  return fc.record({ where: arbitraryCondition(asking), orderBy: arbitraryOrder(asking), limit: limits });
}

const searches: readonly fc.Arbitrary<{ readonly input: unknown; readonly search: Search }>[] = [
  fc
    .record({ ids: fc.subarray(EXPERIMENTS, { minLength: 2 }), view: views, query: queries(ASKING_RUNS) })
    .map((input) => ({
      input,
      search: (store, after) => store.searchRuns(input.ids, input.view, { ...input.query, after }),
    })),
  fc.record({ view: views, query: queries(ASKING_EXPERIMENTS) }).map((input) => ({
    input,
    search: (store, after) => store.searchExperiments(input.view, { ...input.query, after }),
  })),
  fc
    .record({ experimentIds: fc.subarray(EXPERIMENTS, { minLength: 1 }), datasets, query: queries(ASKING_MODELS) })
    .chain((wish) =>
      fc.tuple(...wish.query.orderBy.map(orderDataset)).map((orderDatasets) => {
        const input = { ...wish, orderDatasets };
        return {
          input,
          search: (store: TrackingStore, after: Cursor | null) =>
            store.searchModels({ ...input, query: { ...input.query, after } }),
        };
      }),
    ),
];

function orderDataset({ field }: OrderBy) {
  return field.entity === "metric"
    ? fc.option(fc.record({ name: oneOf([null, "d", "e"]), digest: oneOf([null, "1", "2"]) }))
    : fc.constant(null);
}

async function wholeHistory(store: TrackingStore, id: string, key: string, limit: number): Promise<Metric[][]> {
  const pages: Metric[][] = [];
  for (let after: HistoryQuery["after"] = null; ; ) {
    const page = await store.history({ runId: id, key, limit, after });
    pages.push([...page.metrics]);
    if (!page.hasMore) return pages;
    const last: Metric = page.metrics[page.metrics.length - 1];
    after = [last.timestamp, last.step, Number.isNaN(last.value) ? "NaN" : last.value];
  }
}

const textOf = ({ timestamp, step, value }: Metric): string => `${timestamp} ${step} ${value}`;
const byStep = (a: Metric, b: Metric): number => a.step - b.step || a.timestamp - b.timestamp;

/** A short curve itself; of a long one what it must keep. */
async function curveFacts(store: TrackingStore, id: string, key: string, most: number): Promise<unknown> {
  const whole = (await wholeHistory(store, id, key, 1_000)).flat().sort(byStep);
  const [{ points }] = await store.curves({ runIds: [id], key, points: most });
  if (whole.length <= most) return points;
  const values = (some: readonly Metric[]) => some.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const texts = new Set(whole.map(textOf));
  return {
    isFew: points.length <= most + 4,
    isPart: points.every((point) => texts.has(textOf(point))),
    isOrdered: points.every((point, i) => i === 0 || byStep(points[i - 1], point) <= 0),
    ends: [points[0], points[points.length - 1]],
    extremes: [Math.min(...values(points)), Math.max(...values(points))],
    wholeExtremes: [Math.min(...values(whole)), Math.max(...values(whole))],
  };
}

const metrics = fc.record({ id: fc.integer({ min: 1, max: 6 }).map(runId), key: oneOf(KEYS) });

/** Calls that change nothing. */
export const READS: readonly fc.Arbitrary<Read>[] = [
  fc.oneof(...searches).map(({ input, search }) => ({
    name: "search all pages",
    input,
    act: (store) => pagesOf((after) => search(store, after)),
  })),
  fc.oneof(...searches).map(({ input, search }) => ({
    name: "search the first page",
    input,
    act: async (store, open) => {
      const { items, next } = await search(store, null);
      open.search = search;
      open.next = next;
      return { items, isLast: next === null };
    },
  })),
  fc.constant({
    name: "search the next page",
    input: null,
    act: async (store, open) => {
      if (open.search === null || open.next === null) return "no more";
      const { items, next } = await open.search(store, JSON.parse(JSON.stringify(open.next)));
      open.next = next;
      return { items, isLast: next === null };
    },
  }),
  fc.tuple(metrics, limits).map(([{ id, key }, limit]) => ({
    name: "history",
    input: { id, key, limit },
    act: (store) => wholeHistory(store, id, key, limit * 7),
  })),
  fc.tuple(metrics, fc.integer({ min: 1, max: 30 })).map(([{ id, key }, points]) => ({
    name: "curve",
    input: { id, key, points },
    act: (store) => curveFacts(store, id, key, points),
  })),
];
