import { describe, expect, it } from "vitest";
import { AS_OF, DAY, madeInput, madeModel, madeSet, madeWorld } from "../../test/support/made-training.js";
import { decodeJson } from "../core/index.js";
import { logistic } from "../learn/index.js";
import { traceUpstream } from "../lineage/index.js";
import { readRecipe, type Sample, train } from "./index.js";

describe("a training", () => {
  it("gives the same bytes for the same data and seed, and others for another seed or other data", async () => {
    const digest = async (...changes: readonly Parameters<typeof madeInput>[0][]) =>
      Promise.all(changes.map(async (change) => (await train(madeWorld(), madeInput(change))).onnx));
    const drawing = { ...madeModel().estimator, columnFraction: 0.5 };
    const seeded = (seed: number) => ({ model: madeModel({ seed }), estimator: drawing });
    const [first, again, otherSeed, otherData] = await digest(seeded(3), seeded(3), seeded(4), {
      ...seeded(3),
      set: madeSet(600, 2),
    });
    expect(again).toBe(first);
    expect(otherSeed).not.toBe(first);
    expect(otherData).not.toBe(first);
  });

  it("learns: the holdout is told apart better than by chance, by both estimators, most by what decides it", async () => {
    for (const estimator of [madeModel().estimator, logistic({})]) {
      const trained = await train(madeWorld(), madeInput({ estimator, set: madeSet(2000) }));
      expect(trained.metrics.rocAucLow).toBeGreaterThan(0.6);
      expect(trained.importance[trained.importance.length - 1].name).toBe("noise");
    }
  });

  it("records the finished run with everything that decided it, and what it was made from", async () => {
    const world = madeWorld();
    const trained = await train(world, madeInput());
    const run = await world.runs.get(trained.runId);
    expect(run).toMatchObject({
      project: "trips",
      model: "late",
      status: "finished",
      startedAt: AS_OF,
      endedAt: AS_OF,
      asOf: AS_OF,
      seed: "3",
      datasetVersion: "dv_1",
      codeVersion: "c0ffee",
      definitionHashes: { trip: "f00d" },
      params: { kind: "gbdt", trees: 8, holdout: "7d" },
      failure: null,
    });
    expect(run?.metrics).toMatchObject({
      rocAuc: trained.metrics.rocAuc,
      trainRows: trained.trainRows,
      holdoutRows: trained.holdoutRows,
    });
    expect(run?.artifacts.map(({ name, digest }) => [name, digest])).toEqual([
      ["model.onnx", trained.onnx],
      ["sample.json", trained.sample],
      ["recipe.json", expect.stringMatching(/^[0-9a-f]{64}$/)],
    ]);
    expect(await readRecipe(world.artifacts, run!)).toEqual({
      estimator: madeInput().estimator,
      code: madeInput().code,
      trainingSet: null,
      python: null,
      trackingRunId: null,
    });
    const tree = JSON.stringify(await traceUpstream(world.lineage, `artifact:${trained.onnx}`));
    for (const origin of [trained.runId, "dv_1", "code:c0ffee", "definition:trip:f00d"]) expect(tree).toContain(origin);
  });

  it("keeps the first rows of the holdout with their probabilities", async () => {
    const world = madeWorld();
    const set = madeSet(2000);
    const trained = await train(world, madeInput({ set }));
    const bytes = await world.artifacts.get(trained.sample);
    const sample = decodeJson(new TextDecoder().decode(bytes!)) as Sample;
    const held = Array.from(set.ids.keys()).filter((i) => set.at[i] >= AS_OF - 7 * DAY && set.labelKnownAt[i] <= AS_OF);
    expect(trained.holdout.ids).toEqual(held.map((i) => set.ids[i]));
    expect(trained.holdout.labels).toEqual(held.map((i) => set.labels[i]));
    expect(sample.probabilities).toEqual(trained.holdout.probabilities.slice(0, 256));
    const [wind, carrier] = sample.columns;
    const [winds, carriers] = set.features.columns;
    const rows = held.slice(0, 256);
    expect(wind.values).toEqual(rows.map((i) => (winds.kind === "number" ? winds.values[i] : null)));
    expect(carrier.values).toEqual(
      rows.map((i) => (carriers.kind === "category" ? (carriers.categories[carriers.codes[i]] ?? null) : null)),
    );
    expect(wind.values.some(Number.isNaN)).toBe(true);
    expect(carrier.values).toContain(null);
  });

  it("does not look at labels that became known after the holdout began", async () => {
    const set = madeSet(600);
    const cut = AS_OF - 7 * DAY;
    const labels = set.labels.map((label, i) => (set.at[i] < cut && set.labelKnownAt[i] > cut ? 1 - label : label));
    const [kept, turned] = await Promise.all(
      [set, { ...set, labels }].map((one) => train(madeWorld(), madeInput({ set: one }))),
    );
    expect([...labels]).not.toEqual([...set.labels]);
    expect(turned.onnx).toBe(kept.onnx);
    expect(turned.metrics).toEqual(kept.metrics);
  });

  it("takes features that are missing everywhere", async () => {
    const set = madeSet(600);
    const nothing = { kind: "number" as const, values: new Float64Array(600).fill(Number.NaN) };
    const features = {
      ...set.features,
      names: [...set.features.names, "nothing"],
      columns: [...set.features.columns, nothing],
    };
    for (const estimator of [madeModel().estimator, logistic({})]) {
      const trained = await train(madeWorld(), madeInput({ estimator, set: { ...set, features } }));
      expect(trained.holdout.probabilities.every((p) => p > 0 && p < 1)).toBe(true);
    }
  });

  it.each([
    ["training.no_examples", { asOf: AS_OF - 300 * DAY }],
    ["training.one_class", { set: { ...madeSet(600), labels: new Float64Array(600) } }],
    ["training.one_class", { set: { ...madeSet(600), labels: new Float64Array(600).fill(1) } }],
    [
      "learn.bad_table",
      { set: { ...madeSet(600), labels: madeSet(600).labels.map((label, i) => (i === 5 ? 2 : label)) } },
    ],
  ])("that fails with %s is recorded as failed, with the reason", async (code, change) => {
    const world = madeWorld();
    await expect(train(world, madeInput(change))).rejects.toMatchObject({ code });
    const [run] = await world.runs.list({ limit: 1 });
    expect(run).toMatchObject({ status: "failed", endedAt: AS_OF, artifacts: [], metrics: {} });
    expect(run.failure).not.toBe("");
  });

  it("that is cancelled fails and leaves no model", async () => {
    const world = madeWorld();
    const cancel = new AbortController();
    const onRound = (round: number) => round === 2 && cancel.abort();
    await expect(train(world, madeInput({ signal: cancel.signal, onRound }))).rejects.toMatchObject({
      code: "core.cancelled",
    });
    expect((await world.runs.list({ limit: 1 }))[0]).toMatchObject({ status: "failed", artifacts: [] });
  });
});
