import { describe, expect, it } from "vitest";
import { AS_OF, DAY, madeInput, madeModel, madeSet, madeWorld } from "../../test/support/made-training.js";
import { onnxRuntime } from "../compute/onnx/index.js";
import { createRandom, decodeJson } from "../core/index.js";
import { fitModel, logistic, predictProbabilities, toOnnx } from "../learn/index.js";
import {
  python,
  readRecipe,
  type Sample,
  type ScriptResult,
  type ScriptTask,
  type ScriptTrainer,
  train,
} from "./index.js";

const estimator = python("train.py", { requirements: ["numpy==2.4.6"], tolerance: 1e-5 });
const input = madeInput({ model: madeModel({ estimator }), estimator });
const ENVIRONMENT = {
  version: "3.11.7",
  implementation: "CPython",
  executable: "/usr/bin/python3",
  platform: "Linux",
  requirements: ["numpy==2.4.6"],
  packages: ["numpy==2.4.6"],
  git: null,
};

/** A script that fits a logistic regression on what it is given, and leaves what `change` says instead. */
function trainer(change: (result: ScriptResult) => Partial<ScriptResult> = () => ({})) {
  const tasks: ScriptTask[] = [];
  const judged: Readonly<Record<string, number>>[] = [];
  const scripts: ScriptTrainer = {
    async fit(task, judge) {
      tasks.push(task);
      const target = { kind: "class", codes: Int32Array.from(task.labels), classes: ["0", "1"] } as const;
      const model = fitModel(logistic({}), task.features, target, { random: createRandom(1) });
      const result: ScriptResult = {
        trackingRunId: "ab".repeat(16),
        onnx: toOnnx(model, { name: "late" }),
        predictions: predictProbabilities(model, task.features).filter((_, i) => i % 2 === 1),
        environment: ENVIRONMENT,
        log: new TextEncoder().encode("hello\n"),
      };
      const value = await judge({ ...result, ...change(result) });
      judged.push(value.metrics);
      return value;
    },
  };
  return { tasks, judged, world: { ...madeWorld(), runtime: onnxRuntime(), scripts } };
}

describe("a training by a script", () => {
  it("shows it the examples before the cut, whose labels were known then, and no others", async () => {
    const { tasks, world } = trainer();
    const set = madeSet(600);
    await train(world, { ...input, set });
    const cut = AS_OF - 7 * DAY;
    const known = [...set.ids.keys()].filter((i) => set.at[i] < cut && set.labelKnownAt[i] <= cut);
    expect(tasks[0].features.rows).toBe(known.length);
    expect([...tasks[0].labels]).toEqual(known.map((i) => set.labels[i]));
    const wind = (column: unknown) => (column as { readonly values: Float64Array }).values;
    expect([...wind(tasks[0].features.columns[0])]).toEqual(known.map((i) => wind(set.features.columns[0])[i]));
  });

  it("judges its file on the holdout, and keeps files, log and recipe with the run", async () => {
    const { judged, world } = trainer();
    const trained = await train(world, input);
    expect(trained.metrics.rocAuc).toBeGreaterThan(0.6);
    expect(judged[0].rocAuc).toBe(trained.metrics.rocAuc);
    expect(trained.trackingRunId).toBe("ab".repeat(16));
    expect(
      trained.importance
        .map(({ name }) => name)
        .slice(0, 2)
        .sort(),
    ).toEqual(["carrier", "wind"]);
    const run = (await world.runs.get(trained.runId))!;
    const names = ["model.onnx", "sample.json", "recipe.json", "script.onnx", "log.txt"];
    expect(run.artifacts.map(({ name }) => name)).toEqual(names);
    expect(await readRecipe(world.artifacts, run)).toMatchObject({
      estimator,
      python: ENVIRONMENT,
      trackingRunId: trained.trackingRunId,
    });
  });

  it("keeps as its sample what the script says of rows it learned from, or else what its file says", async () => {
    const sampleWith = async (change: () => Partial<ScriptResult>) => {
      const { world, tasks } = trainer(change);
      const { sample } = await train(world, input);
      const bytes = await world.artifacts.get(sample);
      return { sample: decodeJson(new TextDecoder().decode(bytes!)) as Sample, tasks };
    };
    const own = await sampleWith(() => ({}));
    const asked = await sampleWith(() => ({ predictions: null }));
    expect(own.sample).toMatchObject({ tolerance: 1e-5 });
    expect(own.sample).not.toHaveProperty("saidBy");
    expect(asked.sample).toMatchObject({ saidBy: "file" });
    expect(asked.sample).not.toHaveProperty("tolerance");
    expect(own.sample.probabilities).toHaveLength(256);
    own.sample.probabilities.forEach((value, row) => {
      expect(value).toBeCloseTo(asked.sample.probabilities[row], 12);
    });
  });

  it.each([
    ["a file that is none", { onnx: Uint8Array.of(1, 2, 3) }, "the model of train.py cannot be used"],
    ["an empty file", { onnx: new Uint8Array() }, "the model of train.py cannot be used"],
  ])("fails as the user's with %s, and records the run as failed", async (_what, change, reason) => {
    const { world } = trainer(() => change);
    await expect(train(world, input)).rejects.toMatchObject({ code: "training.script_failed" });
    const [run] = await world.runs.list({ limit: 1 });
    expect(run).toMatchObject({ status: "failed", artifacts: [], failure: expect.stringContaining(reason) });
  });
});
