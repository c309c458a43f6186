import { beforeAll, describe, expect, it } from "vitest";
import { AS_OF, madeInput, madeModel, madeWorld } from "../../test/support/made-training.js";
import { onnxRuntime } from "../compute/onnx/index.js";
import { decodeJson, encodeJson } from "../core/index.js";
import { logistic } from "../learn/index.js";
import type { Store } from "../store/index.js";
import { type Sample, type TrainContext, type TrainResult, train } from "../training/index.js";
import { modelCard } from "./card.js";
import { atLeast, evaluateGates, PARITY_TOLERANCE, register } from "./index.js";

const model = madeModel();
const runtime = onnxRuntime();
let world: TrainContext & Store;
let trained: TrainResult;
beforeAll(async () => {
  world = madeWorld();
  trained = await train(world, madeInput());
});

const gates = (least: number, result = trained) =>
  evaluateGates([atLeast("rocAuc", least)], {
    metrics: { ...result.metrics },
    labels: Float64Array.from(result.holdout.labels),
    candidate: Float64Array.from(result.holdout.probabilities),
    champion: null,
  });
const registered = async (change: Partial<TrainResult> = {}, passed = gates(0.5), stores: Store = world) =>
  register(
    { ...world, ...stores, runtime },
    { model, estimator: { ...model.estimator }, trained: { ...trained, ...change }, gates: await passed },
  );
/** The stored sample with a change, kept anew; gives its digest. */
const tampered = async (change: (sample: Sample) => unknown): Promise<string> => {
  const bytes = await world.artifacts.get(trained.sample);
  const sample = decodeJson(new TextDecoder().decode(bytes!)) as Sample;
  return (await world.artifacts.put(new TextEncoder().encode(encodeJson(change(sample))))).digest;
};

describe("registering", () => {
  it("makes the next version, with proof that ONNX Runtime answers as the trainer did", async () => {
    const version = await registered();
    expect(version).toMatchObject({
      model: "late",
      version: 1,
      digest: trained.onnx,
      runId: trained.runId,
      createdAt: AS_OF,
      datasetVersion: "dv_1",
      codeVersion: "c0ffee",
      definitionHashes: { trip: "f00d" },
      gates: await gates(0.5),
    });
    expect(version.id).toMatch(/^mv_[0-9a-f]{24}$/);
    expect(version.parity.rows).toBeGreaterThan(100);
    expect(version.parity.maxDifference).toBeLessThanOrEqual(PARITY_TOLERANCE);
    expect(version.inputs.map(({ name }) => name)).toEqual(expect.arrayContaining(["wind", "carrier"]));
    expect(version.outputs.map(({ name }) => name)).toContain("probabilities");
    expect(version.metrics.rocAuc).toBe(trained.metrics.rocAuc);
    expect(await world.models.get(version.id)).toEqual(version);
  });

  it("gives the same version for the same run, another for another run", async () => {
    const [one, again] = [await registered(), await registered()];
    expect(again).toEqual(one);
    const next = await train(world, madeInput({ model: madeModel({ seed: 4 }), estimator: logistic({}) }));
    const other = await registered(next, gates(0.5, next));
    expect(other.version).toBe(one.version + 1);
    expect(await world.models.list("late")).toEqual([one, other]);
  });

  it("is refused when a gate failed, and nothing is kept", async () => {
    const stores = { ...madeWorld(), artifacts: world.artifacts };
    const refused = registered(
      {},
      Promise.all([gates(0.5), gates(0.999)]).then((all) => all.flat()),
      stores,
    );
    await expect(refused).rejects.toMatchObject({
      code: "registry.gate_failed",
      message: expect.stringMatching(
        /^late is not registered: rocAuc on the holdout is 0\.\d{4}, not at least 0\.999$/,
      ),
      details: { gates: await gates(0.999) },
    });
    expect(await stores.models.list("late")).toEqual([]);
  });

  it.each([
    [
      "a probability that is a little off",
      (sample: Sample) => ({ ...sample, probabilities: sample.probabilities.map((p, i) => (i === 9 ? p + 1e-9 : p)) }),
    ],
    [
      "a probability that is NaN",
      (sample: Sample) => ({
        ...sample,
        probabilities: sample.probabilities.map((p, i) => (i === 0 ? Number.NaN : p)),
      }),
    ],
    [
      "another value of a feature",
      (sample: Sample) => ({
        ...sample,
        columns: sample.columns.map((column) =>
          column.name === "wind" ? { ...column, values: column.values.map(() => 39) } : column,
        ),
      }),
    ],
    [
      "no rows at all",
      (sample: Sample) => ({ columns: sample.columns.map((column) => ({ ...column, values: [] })), probabilities: [] }),
    ],
  ])("is refused with registry.parity_failed for a sample with %s", async (_, change) => {
    const stores = { ...madeWorld(), artifacts: world.artifacts };
    const refused = registered({ sample: await tampered(change) }, gates(0.5), stores);
    await expect(refused).rejects.toMatchObject({ code: "registry.parity_failed" });
    expect(await stores.models.list("late")).toEqual([]);
  });

  it("is refused when the file is no model, or is gone", async () => {
    const { digest } = await world.artifacts.put(Uint8Array.of(1, 2, 3));
    await expect(registered({ onnx: digest })).rejects.toMatchObject({ code: "serving.model_unreadable" });
    await expect(registered({ onnx: "ab".repeat(32) })).rejects.toMatchObject({ code: "store.corrupt" });
    await expect(registered({ sample: "ab".repeat(32) })).rejects.toMatchObject({ code: "store.corrupt" });
  });
});

describe("the model card", () => {
  const card = async (change: Partial<TrainResult> = {}) =>
    modelCard({
      model: "late",
      predicts: "the trip is late",
      estimator: { kind: "gbdt", trees: 8 },
      trained: { ...trained, ...change },
      gates: await gates(0.5),
      parity: { rows: 256, maxDifference: 2.2e-16 },
    });

  it("is the same text for the same input, in any order of keys and whatever is undefined", async () => {
    const turned = Object.fromEntries(Object.entries(trained.metrics)) as unknown as TrainResult["metrics"];
    expect(await card({ metrics: turned })).toBe(await card());
    expect(await card({ metrics: { ...trained.metrics, prAuc: Number.NaN } })).not.toContain("NaN");
  });

  it("tells what the model is for, how it was made, judged, and what it looks at", async () => {
    const text = await card({ trainRows: 12_345, importance: [{ name: "a|b", share: 0.5 }] });
    for (const part of [
      "# late",
      "Gives the probability that the trip is late.",
      "- Estimator: kind gbdt, trees 8",
      "- Learned from 12,345 examples before 2013-02-22",
      "nothing that became known after 2013-03-01",
      `| rocAuc | ${trained.metrics.rocAuc.toFixed(4)} |`,
      "- passed: rocAuc on the holdout is",
      "| a\\|b | 50.0 % |",
      "256 stored rows, at most 2.2e-16 apart",
    ]) {
      expect(text).toContain(part);
    }
  });
});
