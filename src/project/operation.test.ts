import { beforeEach, describe, expect, test } from "vitest";
import { sampleOnnx, sampleTrees, type TreesModel } from "../../test/support/sample-model.js";
import { onnxRuntime } from "../compute/onnx/index.js";
import { createRandom, type VirtualClock, virtualClock } from "../core/index.js";
import { gbdt, logistic, predictProbabilities, type Table, tableFromRecords } from "../learn/index.js";
import { type Alert, type Baseline, drift, fitReference } from "../monitoring/index.js";
import { never } from "../pipelines/index.js";
import type { ModelVersion } from "../registry/index.js";
import { canary, immediately, type RolloutPlan } from "../rollouts/index.js";
import { predictBatch } from "../serving/index.js";
import { createMemoryStore, type Store } from "../store/index.js";
import { keepBaseline } from "./baseline.js";
import {
  championAlerts,
  defineProject,
  deployment,
  model,
  type Operation,
  type OperationContext,
  openOperation,
  releaseVersion,
  rolloutUnderWay,
  stepRollout,
  watchOperation,
} from "./index.js";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const CAREFUL = canary({
  steps: [
    { percent: 20, hold: "2h" },
    { percent: 50, hold: "2h" },
  ],
  minSamples: 10,
});

const trees = sampleTrees(3, 3, 20);
/** Says the opposite of `trees` of every row. */
const opposite: TreesModel = {
  ...trees,
  trees: trees.trees.map((tree) => ({ ...tree, leaves: tree.leaves.map((leaf) => -leaf) })),
};
/** Says the same as `trees`, with more confidence. */
const bolder: TreesModel = {
  ...trees,
  trees: trees.trees.map((tree) => ({ ...tree, leaves: tree.leaves.map((leaf) => 2 * leaf) })),
};

function projectWith(rollout: RolloutPlan) {
  const late = model("late", {
    predicts: "it is late",
    examples: { source: "legs", id: "id", at: "at", label: "late", labelKnownAt: "known_at" },
    features: { name: "leg", fields: {}, request: [], features: [] },
    estimator: gbdt(),
    baseline: logistic(),
  });
  return defineProject({
    name: "flights",
    sources: [],
    entities: [],
    views: [],
    model: late,
    gates: [],
    deployment: deployment("late", { model: late }),
    rollout,
    monitors: [drift({ every: "1d", window: "1d" })],
    retraining: { never: never() },
    policy: "never",
  });
}

let store: Store;
let clock: VirtualClock;
let context: OperationContext;
let predicted: number;

beforeEach(() => {
  store = createMemoryStore();
  clock = virtualClock(START);
  context = { ...store, clock, runtime: onnxRuntime() };
  predicted = 0;
});

function drawRows(rows: number, seed: string): Table {
  const random = createRandom(seed);
  const carriers = ["UA", "AA", "DL", "B6"];
  return tableFromRecords(
    Array.from({ length: rows }, () => ({
      x0: random.next(),
      x1: random.next(),
      x2: random.next(),
      carrier: carriers[random.int(4)],
    })),
  );
}

const references = new Map<number, Baseline["features"]>();

function referenceOf(version: number): Baseline["features"] {
  const known = references.get(version) ?? fitReference(drawRows(300, `baseline ${version}`));
  references.set(version, known);
  return known;
}

async function registered(which: TreesModel, version: number): Promise<ModelVersion> {
  const { digest } = await store.artifacts.put(sampleOnnx(which));
  const added = await store.models.add({
    id: `mv_${version}`,
    model: "late",
    digest,
    runId: `run_${version}`,
    createdAt: clock.now(),
    metrics: {},
    gates: [],
    inputs: [],
    outputs: [],
    datasetVersion: "dv_1",
    codeVersion: "c1",
    definitionHashes: {},
    parity: { rows: 0, maxDifference: 0 },
    card: "",
  });
  const baseline: Baseline = {
    features: referenceOf(version),
    metrics: { rocAuc: 0.9, logLoss: 0.3, brier: 0.1 },
    importance: [],
  };
  await keepBaseline(context, added, baseline);
  return added;
}

/** An hour of 60 predictions, whose outcomes become known at its end: what `trees` thinks likelier. */
async function serveAnHour(operation: Operation): Promise<void> {
  const features = drawRows(60, `hour ${clock.now()}`);
  const ids = Array.from({ length: 60 }, () => `pred_${String(predicted++).padStart(5, "0")}`);
  const at = Float64Array.from(ids, (_, i) => clock.now() + i * 1000);
  const requests: Table = { rows: 60, names: [], columns: [] };
  const rows = { ids, at, units: ids, requests, features };
  await store.predictions.append(await operation.slot.use((live) => predictBatch(live, rows)));
  clock.moveTo(clock.now() + HOUR);
  await store.predictions.recordOutcomes({
    predictionIds: ids,
    labels: outcomes(trees, features),
    knownAt: new Float64Array(60).fill(clock.now() - 1),
  });
}

/** 1 where the model says that it is likelier than not. */
function outcomes(model: TreesModel, features: Table): Float64Array {
  return predictProbabilities(model, features)
    .filter((_, i) => i % 2 === 1)
    .map((probability) => (probability >= 0.5 ? 1 : 0));
}

/** Serves and follows the rollout until it is over; gives what happened and the shares of the candidate hour by hour. */
async function followed(operation: Operation, hours = 48) {
  const told: string[] = [];
  const shares: number[] = [];
  for (let hour = 0; hour < hours && (await rolloutUnderWay(context, operation.project)); hour++) {
    const first = predicted;
    await serveAnHour(operation);
    const made = await store.predictions.list("late", { limit: predicted - first });
    shares.push(made.filter((one) => one.arm === "candidate").length / made.length);
    await stepRollout(context, operation, {
      promoted: ({ served }) => told.push(`promoted ${served.version.version}`),
      rolledBack: (version, reason) => told.push(`rolled back ${version.version}: ${reason}`),
    });
  }
  return { told, shares };
}

async function aliases(): Promise<readonly (string | undefined)[]> {
  return [(await store.models.alias("late", "champion"))?.id, (await store.models.alias("late", "challenger"))?.id];
}

/** A deployment with version 1 as its champion and `second` just released. */
async function withSecond(second: TreesModel, plan: RolloutPlan = CAREFUL) {
  const project = projectWith(plan);
  await releaseVersion(context, project, await registered(trees, 1));
  const candidate = await registered(second, 2);
  const operation = await openOperation(context, project);
  clock.moveTo(clock.now() + HOUR);
  const released = await releaseVersion(context, project, candidate);
  return { project, candidate, operation, released };
}

describe("releasing", () => {
  test("without a version there is nothing to open", async () => {
    await expect(openOperation(context, projectWith(CAREFUL))).rejects.toMatchObject({ code: "serving.not_ready" });
  });

  test("the first version serves at once, and again changes nothing", async () => {
    const project = projectWith(CAREFUL);
    const first = await registered(trees, 1);
    expect(await releaseVersion(context, project, first)).toBe("deployed");
    expect(await releaseVersion(context, project, first)).toBe("serving");
    const operation = await openOperation(context, project);
    expect(operation.slot.current()).toMatchObject({ champion: { version: { id: "mv_1" } }, candidate: null });
    await stepRollout(context, operation);
    expect(await aliases()).toEqual(["mv_1", undefined]);
    await operation.slot.close();
  });

  test("a second version goes on trial; a third has to wait for it", async () => {
    const { project, candidate, operation, released } = await withSecond(bolder);
    expect(released).toBe("rollout");
    expect(await releaseVersion(context, project, candidate)).toBe("rollout");
    expect(await aliases()).toEqual(["mv_1", "mv_2"]);
    const third = await registered(bolder, 3);
    await expect(releaseVersion(context, project, third)).rejects.toMatchObject({ code: "rollouts.in_progress" });
    expect(await aliases()).toEqual(["mv_1", "mv_2"]);
    await operation.slot.close();
  });

  test("a file that is gone is named", async () => {
    const project = projectWith(CAREFUL);
    const first = await registered(trees, 1);
    await releaseVersion(context, project, first);
    const empty = { ...context, artifacts: createMemoryStore().artifacts };
    await expect(openOperation(empty, project)).rejects.toMatchObject({ code: "store.corrupt" });
  });
});

describe("following a rollout", () => {
  test("a good candidate gets its share step by step and becomes the champion", async () => {
    const { operation } = await withSecond(bolder);
    const { told, shares } = await followed(operation);
    expect(told).toEqual(["promoted 2"]);
    expect(await aliases()).toEqual(["mv_2", undefined]);
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(shares.slice(1, 3))).toBeGreaterThan(0.08);
    expect(mean(shares.slice(1, 3))).toBeLessThan(0.35);
    expect(operation).toMatchObject({ trial: null, rollout: null, champion: { served: { version: { id: "mv_2" } } } });
    expect(operation.slot.current()).toMatchObject({ champion: { version: { id: "mv_2" } }, candidate: null });
    const moves = (await store.rollouts.transitions("late")).map(({ to }) => to);
    expect(moves).toEqual(["PENDING", "STEP[0]", "STEP[1]", "PROMOTING", "SUCCEEDED"]);
    await operation.slot.close();
  });

  test("a candidate that says the opposite is rolled back with the reason, and may be tried again", async () => {
    const { project, candidate, operation } = await withSecond(opposite);
    const { told, shares } = await followed(operation);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^rolled back 2: the candidate does more harm \(100\.0 % against 0\.0 % errors\)/);
    expect(Math.max(...shares)).toBeLessThan(0.4);
    expect(await aliases()).toEqual(["mv_1", undefined]);
    expect(operation.slot.current()).toMatchObject({ champion: { version: { id: "mv_1" } }, candidate: null });
    expect(await releaseVersion(context, project, candidate)).toBe("rollout");
    const again = await followed(operation);
    expect(again.told).toHaveLength(1);
    const moves = (await store.rollouts.transitions("late")).map(({ to }) => to);
    const turned = ["PENDING", "STEP[0]", "ROLLING_BACK", "FAILED"];
    expect(moves).toEqual([...turned, ...turned]);
    await operation.slot.close();
  });

  test("a plan without steps promotes in two ticks", async () => {
    const { operation } = await withSecond(opposite, immediately());
    expect((await followed(operation)).shares).toEqual([0, 1]);
    expect(await aliases()).toEqual(["mv_2", undefined]);
    await operation.slot.close();
  });

  test.each([1, 2, 3, 4, 5, 6])(
    "restarted after %i hours it ends as it would have, with the same moves",
    async (hours) => {
      const { project, operation } = await withSecond(bolder);
      const first = await followed(operation, hours);
      await operation.slot.close();
      const restarted = await openOperation(context, project);
      const rest = await followed(restarted);
      expect([...first.told, ...rest.told]).toEqual(["promoted 2"]);
      const moves = await store.rollouts.transitions("late");
      expect(moves.map(({ to, at }) => [to, (at - START) / HOUR])).toEqual([
        ["PENDING", 1],
        ["STEP[0]", 2],
        ["STEP[1]", 4],
        ["PROMOTING", 6],
        ["SUCCEEDED", 7],
      ]);
      expect(await aliases()).toEqual(["mv_2", undefined]);
      await restarted.slot.close();
    },
  );

  test("what became known while no process ran counts after the restart", async () => {
    const { project, operation } = await withSecond(bolder);
    await followed(operation, 2);
    await serveAnHour(operation);
    await operation.slot.close();
    clock.moveTo(clock.now() + 5 * HOUR);
    const restarted = await openOperation(context, project);
    await stepRollout(context, restarted);
    const last = (await store.rollouts.transitions("late")).at(-1)!;
    expect(last.to).toBe("STEP[1]");
    expect(last.evidence.total.championN + last.evidence.total.candidateN).toBe(120);
    await restarted.slot.close();
  });

  describe.each([
    ["good", bolder, ["mv_2", undefined]],
    ["bad", opposite, ["mv_1", undefined]],
  ])("with a %s candidate", (_, second, wanted) => {
    test.each([
      [1, "before"],
      [1, "after"],
      [2, "before"],
      [2, "after"],
      [3, "before"],
    ])("a process killed at write %i of the end, %s it, is followed by one that ends it", async (write, when) => {
      const { project, operation } = await withSecond(second);
      let writes = 0;
      const dying = async <T>(work: () => Promise<T>): Promise<T> => {
        const { phase } = (await store.rollouts.load("late"))!;
        const counts = phase === "PROMOTING" || phase === "ROLLING_BACK";
        if (counts && ++writes === write && when === "before") throw new Error("killed");
        const result = await work();
        if (counts && writes === write && when === "after") throw new Error("killed");
        return result;
      };
      const killed: OperationContext = {
        ...context,
        models: { ...store.models, setAlias: (...move) => dying(() => store.models.setAlias(...move)) },
        rollouts: { ...store.rollouts, save: (...move) => dying(() => store.rollouts.save(...move)) },
      };
      await expect(untilOver(killed, operation)).rejects.toThrow("killed");
      await operation.slot.close();
      const restarted = await openOperation(context, project);
      await followed(restarted);
      expect(await aliases()).toEqual(wanted);
      expect(await rolloutUnderWay(context, project)).toBeNull();
      expect(restarted.slot.current()).toMatchObject({ champion: { version: { id: wanted[0] } }, candidate: null });
      await restarted.slot.close();
    });
  });
});

/** Serves and follows the rollout; a rollout that was ended before the kill counts as killed as well. */
async function untilOver(world: OperationContext, operation: Operation): Promise<never> {
  while (await rolloutUnderWay(world, operation.project)) {
    await serveAnHour(operation);
    await stepRollout(world, operation);
  }
  throw new Error("killed");
}

test("alerts about the champion are those since it became the champion", async () => {
  const alertAt = (at: number): Alert => ({
    id: `alert_${at}`,
    at,
    kind: "drift",
    monitor: "drift-1",
    message: "wind drifted",
    evidence: {} as Alert["evidence"],
  });
  const { project, operation } = await withSecond(bolder);
  expect(await championAlerts(context, project)).toEqual([]);
  await store.alerts.record(alertAt(clock.now()));
  expect(await championAlerts(context, project)).toHaveLength(1);
  await followed(operation);
  expect(await championAlerts(context, project)).toEqual([]);
  await store.alerts.record(alertAt(clock.now() + 1));
  expect((await championAlerts(context, project)).map(({ at }) => at)).toEqual([clock.now() + 1]);
  await operation.slot.close();
});

test("monitors look when they are due, however often the process is started anew", async () => {
  const project = projectWith(CAREFUL);
  await releaseVersion(context, project, await registered(trees, 1));
  for (let hour = 0; hour < 60; hour += 6) {
    const operation = await openOperation(context, project);
    for (let i = 0; i < 6; i++) {
      await serveAnHour(operation);
      await watchOperation(context, operation);
    }
    await operation.slot.close();
  }
  const findings = await store.findings.list({});
  expect(findings.map(({ at }) => (at - START) / HOUR)).toEqual([24, 48]);
});

test("monitors compare with the champion that serves, from its promotion on", async () => {
  const { operation } = await withSecond(bolder);
  const first = operation.watch.baseline;
  await followed(operation);
  const promotedAt = clock.now();
  expect(operation.watch.baseline).not.toEqual(first);
  expect((await watchOperation(context, operation)).findings).toEqual([]);
  for (let hour = 0; hour < 24; hour++) await serveAnHour(operation);
  const { findings } = await watchOperation(context, operation);
  expect(findings.map(({ kind, at }) => [kind, at - promotedAt])).toEqual([["drift", 24 * HOUR]]);
  expect(await store.findings.list({})).toEqual(findings);
  await operation.slot.close();
});
