import fc from "fast-check";
import { expect } from "vitest";
import { GyreError } from "../core/index.js";
import type { TrackingStore } from "./index.js";
import { modelId, query, sampleModel, sampleRun } from "./tracking-store.fixture.js";
import { arbitraryOperation, type Operation } from "./tracking-store.operations.oracle.js";
import type { OpenSearch } from "./tracking-store.reads.oracle.js";

/** How much is tried: at least `operations` calls, drawn from `seed`, in sequences that each begin with a new store and a few runs. */
export interface Trial {
  readonly operations: number;
  readonly seed: number;
  /** A store that is known to be right, with this root for artifacts. */
  readonly reference: (artifactRoot: string) => TrackingStore;
}

interface Side {
  readonly store: TrackingStore;
  readonly open: OpenSearch;
}

const LONGEST = 250;
const SEQUENCES_AT_A_TIME = 5;

/**
 * Random calls give the same, and leave the same behind, as they do with the store in memory; where they do not, fast-check shows a
 * short sequence that tells. Gives the number of calls that were made.
 */
export async function trackingStoreAgrees(open: () => Promise<TrackingStore>, trial: Trial): Promise<number> {
  let calls = 0;
  const arbitrary = arbitraryOperation.map((operation) => commandOf(operation, () => calls++));
  for (let seed = trial.seed; calls < trial.operations; seed++)
    await fc.assert(
      fc.asyncProperty(fc.commands([arbitrary], { maxCommands: LONGEST, size: "max" }), async (commands) => {
        const store = await open();
        const artifactRoot = (await store.experiment("0"))!.artifactLocation.slice(0, -"/0".length);
        const memory = trial.reference(artifactRoot);
        for (const one of [memory, store]) await furnish(one);
        const setup = () => ({ model: sideOf(memory), real: sideOf(store) });
        await fc.asyncModelRun(setup, [...commands, commandOf(LOOK_AT_ALL, () => {})]);
      }),
      { seed, numRuns: SEQUENCES_AT_A_TIME },
    );
  return calls;
}

const LOOK_AT_ALL: Operation = { name: "look at all", input: null, touched: {}, act: everything };

/** Something of everything, so that most calls find what they ask for. */
async function furnish(store: TrackingStore): Promise<void> {
  for (const name of ["a", "b"]) await store.createExperiment({ name, artifactLocation: null, tags: [], at: 1 });
  for (const n of [1, 2, 3, 4, 5])
    await store.createRun(sampleRun(n, { experimentId: String(n % 3), startedAt: n >> 1 }), []);
  for (const n of [1, 2, 3])
    await store.createModel(sampleModel(n, { experimentId: String(n % 2), createdAt: n >> 1 }));
}

function sideOf(store: TrackingStore): Side {
  return { store, open: { next: null, search: null } };
}

function commandOf({ name, input, act, touched }: Operation, count: () => void): fc.AsyncCommand<Side, Side> {
  const outcome = async ({ store, open }: Side): Promise<unknown> => {
    const given = await settled(act(store, open));
    const run = touched.run === undefined ? null : await store.run(touched.run);
    const experiment = touched.experiment === undefined ? null : await store.experiment(touched.experiment);
    const model = touched.model === undefined ? null : await store.model(touched.model);
    return canonical({ given, run, experiment, model });
  };
  return {
    check: () => true,
    async run(model, real) {
      count();
      const expected = await outcome(model);
      expect(await outcome(real), `${name}(${fc.stringify(input)})`).toEqual(expected);
    },
    toString: () => `${name}(${fc.stringify(input)})`,
  };
}

async function settled(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof GyreError)) throw error;
    return { code: error.code, changed: error.details.changed };
  }
}

async function everything(store: TrackingStore): Promise<unknown> {
  const experiments = (await store.searchExperiments("all", query())).items;
  const ids = experiments.map(({ id }) => id);
  const models = [1, 2, 3, 4].map((n) => store.modelMetrics(modelId(n)));
  return {
    experiments,
    runs: (await store.searchRuns(ids, "all", query())).items,
    models: (await store.searchModels({ experimentIds: ids, datasets: [], query: query() })).items,
    modelMetrics: await Promise.all(models),
    garbage: await store.collectable(Number.MAX_SAFE_INTEGER, 1_000),
    datasets: await store.datasets(ids, 1_000),
  };
}

/** Metrics of a model that are of one key, time and step may come in any order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(canonical);
    const isOfModel = items.length > 0 && items.every((item) => isObject(item) && "modelId" in item && "runId" in item);
    return isOfModel ? items.sort((a, b) => (fc.stringify(a) < fc.stringify(b) ? -1 : 1)) : items;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, canonical(part)]));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
