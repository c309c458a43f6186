import fc from "fast-check";
import type { LoggedMetric, TrackingStore } from "./index.js";
import { modelId, runId, sampleInput, sampleModel, sampleRun } from "./tracking-store.fixture.js";
import { READS, type Read } from "./tracking-store.reads.oracle.js";
import { KEYS, oneOf, TEXTS } from "./tracking-store.searches.oracle.js";

/** What an operation leaves to be looked at, besides what it gives. */
export interface Touched {
  readonly run?: string;
  readonly experiment?: string;
  readonly model?: string;
}

/** One call of a store. */
export interface Operation extends Read {
  readonly touched: Touched;
}

const RUNS = 6;
const experimentIds = oneOf(["0", "1", "2", "3"]);
const runIds = fc.integer({ min: 1, max: RUNS }).map(runId);
const modelIds = fc.integer({ min: 1, max: 4 }).map(modelId);
const names = oneOf(["a", "A", "b", "Default", "é", "\u{1f600}"]);
const times = fc.integer({ min: 0, max: 9 });
const stages = oneOf(["active", "active", "deleted"] as const);
const keys = oneOf(KEYS);
const texts = oneOf(TEXTS);
const tags = fc.array(fc.record({ key: oneOf([...KEYS, "mlflow.runName"]), value: texts }), { maxLength: 4 });
const params = fc.uniqueArray(fc.record({ key: keys, value: oneOf(["", "a", "É"]) }), {
  maxLength: 3,
  selector: ({ key }) => key,
});
const inputs = fc.array(
  fc
    .tuple(oneOf(["d", "e"]), oneOf(["1", "2"]), oneOf([undefined, "train", "é"]))
    .map(([name, digest, context]) => sampleInput(name, digest, context)),
  { maxLength: 3 },
);
const VALUES = [0, -0, 1, -1, 0.1, 3e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const onModels = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ modelId: modelIds }) },
  {
    weight: 1,
    arbitrary: fc.record({ modelId: modelIds, datasetName: oneOf(["d", "e"]), datasetDigest: oneOf(["1", "2"]) }),
  },
);
const metrics: fc.Arbitrary<LoggedMetric> = fc
  .record({ key: keys, value: oneOf(VALUES), timestamp: oneOf([0, 1, 7]), step: oneOf([-2, 0, 1]) })
  .chain((metric) => onModels.map((of) => ({ ...metric, ...of })));
const curve = fc
  .tuple(keys, fc.integer({ min: 5, max: 60 }), fc.integer({ min: -9, max: 9 }))
  .map(([key, length, shift]): LoggedMetric[] =>
    Array.from({ length }, (_, i) => ({
      key,
      value: VALUES[(i * i + 3) % 11] ?? i,
      timestamp: i % 7,
      step: i * shift,
    })),
  );

function operation<T>(
  name: string,
  input: fc.Arbitrary<T>,
  act: (store: TrackingStore, input: T) => Promise<unknown>,
  touched: (input: T) => Touched = () => ({}),
): fc.Arbitrary<Operation> {
  return input.map((one) => ({ name, input: one, touched: touched(one), act: (store) => act(store, one) }));
}

const ofExperiments: readonly fc.Arbitrary<Operation>[] = [
  operation(
    "createExperiment",
    fc.record({ name: names, artifactLocation: oneOf([null, "s3://x"]), tags, at: times }),
    (store, wish) => store.createExperiment(wish),
  ),
  operation(
    "changeExperiment",
    fc.record({
      id: experimentIds,
      change: fc.record({ name: names, stage: stages }, { requiredKeys: [] }),
      at: times,
    }),
    (store, { id, change, at }) => store.changeExperiment(id, { ...change, at }),
    ({ id }) => ({ experiment: id }),
  ),
  operation(
    "delete or restore an experiment",
    fc.record({ id: oneOf(["0", "1", "2"]), stage: stages, at: times }),
    (store, { id, stage, at }) => store.changeExperiment(id, { stage, at }),
    ({ id }) => ({ experiment: id }),
  ),
  operation(
    "tagExperiment",
    fc.record({ id: experimentIds, key: keys, value: fc.option(texts) }),
    (store, { id, key, value }) => store.tagExperiment(id, key, value),
    ({ id }) => ({ experiment: id }),
  ),
  operation("experimentByName", names, (store, name) => store.experimentByName(name)),
];

const ofRuns: readonly fc.Arbitrary<Operation>[] = [
  operation(
    "createRun",
    fc.record({
      n: fc.integer({ min: 1, max: RUNS }),
      change: fc.record({ experimentId: experimentIds, startedAt: fc.option(times), name: names, userId: texts }),
      tags: tags.map((some) => some.filter(({ key }) => key !== "mlflow.runName")),
    }),
    async (store, { n, change, tags: some }) =>
      (await store.run(runId(n))) ? "there already" : store.createRun(sampleRun(n, change), some),
    ({ n }) => ({ run: runId(n) }),
  ),
  operation(
    "changeRun",
    fc.record({
      id: runIds,
      change: fc.record(
        { status: oneOf(["FINISHED", "KILLED"] as const), endedAt: times, name: names },
        { requiredKeys: [] },
      ),
    }),
    (store, { id, change }) => store.changeRun(id, change),
    ({ id }) => ({ run: id }),
  ),
  operation(
    "setRunStage",
    fc.record({ id: runIds, stage: stages, at: times }),
    (store, { id, stage, at }) => store.setRunStage(id, stage, at),
    ({ id }) => ({ run: id }),
  ),
  operation(
    "removeRunTag",
    fc.record({ id: runIds, key: oneOf([...KEYS, "mlflow.runName"]) }),
    (store, { id, key }) => store.removeRunTag(id, key),
    ({ id }) => ({ run: id }),
  ),
];

const ofLogs: readonly fc.Arbitrary<Operation>[] = [
  operation(
    "log",
    fc.record({ id: runIds, batch: fc.record({ params, metrics: fc.array(metrics, { maxLength: 8 }), tags }) }),
    (store, { id, batch }) => store.log(id, batch),
    ({ id }) => ({ run: id }),
  ),
  operation(
    "log a curve",
    fc.record({ id: runIds, points: curve }),
    (store, { id, points }) => store.log(id, { params: [], metrics: points, tags: [] }),
    ({ id }) => ({ run: id }),
  ),
  operation(
    "logInputs",
    fc.record({ id: runIds, datasets: inputs, models: fc.array(modelIds, { maxLength: 2 }) }),
    (store, { id, datasets, models }) => store.logInputs(id, datasets, models),
    ({ id }) => ({ run: id }),
  ),
  operation(
    "logOutputs",
    fc.record({ id: runIds, models: fc.array(fc.record({ modelId: modelIds, step: times }), { maxLength: 3 }) }),
    (store, { id, models }) => store.logOutputs(id, models),
    ({ id }) => ({ run: id }),
  ),
  operation("datasets", fc.tuple(fc.subarray(["0", "1", "2"]), times), (store, [ids, limit]) =>
    store.datasets(ids, limit + 1),
  ),
];

const ofModels: readonly fc.Arbitrary<Operation>[] = [
  operation(
    "createModel",
    fc.record({
      n: fc.integer({ min: 1, max: 4 }),
      change: fc.record({ experimentId: experimentIds, createdAt: times, name: names, sourceRunId: fc.option(runIds) }),
      params,
      tags,
    }),
    async (store, { n, change, ...lists }) => {
      const id = modelId(n);
      const isThere = await store.changeModel(id, { at: 0 }).catch(() => null);
      return isThere ? "there already" : store.createModel(sampleModel(n, { ...change, ...lists }));
    },
    ({ n }) => ({ model: modelId(n) }),
  ),
  operation(
    "changeModel",
    fc.record({
      id: modelIds,
      change: fc.record(
        {
          status: oneOf(["LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"] as const),
          params,
          tags: fc.uniqueArray(fc.record({ key: keys, value: fc.option(texts) }), { selector: ({ key }) => key }),
        },
        { requiredKeys: [] },
      ),
      at: times,
    }),
    (store, { id, change, at }) => store.changeModel(id, { ...change, at }),
    ({ id }) => ({ model: id }),
  ),
  operation(
    "delete a model",
    fc.record({ id: modelIds, at: times }),
    (store, { id, at }) => store.changeModel(id, { stage: "deleted", at }),
    ({ id }) => ({ model: id }),
  ),
];

const ofGarbage: readonly fc.Arbitrary<Operation>[] = [
  operation("collectable", fc.tuple(times, times), (store, [before, limit]) => store.collectable(before, limit + 1)),
  operation("collect", fc.tuple(oneOf([0, 1, 2]), oneOf([1, 2])), async (store, [before, limit]) =>
    store.collect(await store.collectable(before, limit)),
  ),
];

const BY_FREQUENCY = [
  { weight: 3, some: ofExperiments },
  { weight: 3, some: ofRuns },
  { weight: 6, some: ofLogs },
  { weight: 2, some: ofModels },
  { weight: 1, some: ofGarbage },
  { weight: 6, some: READS.map((read) => read.map((one) => ({ ...one, touched: {} }))) },
];

/** Any call of a store, on few things, so that calls meet. */
export const arbitraryOperation: fc.Arbitrary<Operation> = fc.oneof(
  ...BY_FREQUENCY.map(({ weight, some }) => ({ weight, arbitrary: fc.oneof(...some) })),
);
