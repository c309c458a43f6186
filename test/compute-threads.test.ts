import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { fitInThread, openLearnThreads, runFolds } from "../dist/compute/threads/index.js";
import { createRandom, encodeJson } from "../dist/core/index.js";
import {
  type AnyConfig,
  classTarget,
  type Frame,
  fitModel,
  gbdt,
  learner,
  logistic,
  nearestNeighbours,
  ngrams,
  numberTarget,
  pipeline,
  planFolds,
  randomForest,
  relevanceTarget,
  ridge,
  runFold,
  summariseFolds,
} from "../dist/learn/index.js";

const ROWS = 2000;
const numbers = (of: (i: number) => number) => Float64Array.from({ length: ROWS }, (_, i) => of(i));

/** Numbers, some missing, categories and texts. Workers need built files, so all here comes from the build. */
const frame: Frame = {
  rows: ROWS,
  names: ["x", "z", "city"],
  columns: [
    { kind: "number", values: numbers((i) => (i % 9 === 4 ? Number.NaN : Math.sin(i))) },
    { kind: "number", values: numbers((i) => Math.cos(i * 1.3)) },
    { kind: "category", codes: Int32Array.from({ length: ROWS }, (_, i) => (i % 4) - 1), categories: ["a", "b", "c"] },
  ],
};
const labels = Array.from({ length: ROWS }, (_, i) => (Math.sin(i) + Math.cos(i * 2.1) > 0.3 ? "yes" : "no"));
const amounts = numbers((i) => 3 * Math.sin(i) + (i % 5));
const weights = numbers((i) => i % 3);
const classes = { frame, target: classTarget(labels) };
const values = { frame, target: numberTarget(amounts), weights };
const relevance = relevanceTarget(
  numbers((i) => i % 3),
  numbers((i) => i % 80),
);

/** A fit of minutes. */
const endless = gbdt({ trees: 100_000, leaves: 200, learningRate: 0.0001 });

describe("folds in threads", () => {
  it.each<[string, AnyConfig, Parameters<typeof planFolds>[2]]>([
    ["boosted trees with sampling", gbdt({ trees: 8, rowFraction: 0.7, columnFraction: 0.7 }), classes.target],
    ["a forest", randomForest({ trees: 6 }), values.target],
    ["ridge", ridge(), values.target],
    ["a ranking", gbdt({ trees: 5 }), relevance],
  ])("give the bits that they give in this thread: %s", async (_, config, target) => {
    const plan = { folds: 4, weights, random: createRandom(3) };
    const tasks = planFolds(config, frame, target, plan);
    const told: number[] = [];
    const there = await runFolds(tasks, { threads: 2, onFold: (done) => told.push(done) });
    const here = tasks.map((task) => runFold(task, learner));
    expect(there).toEqual(here);
    expect(told).toEqual([1, 2, 3, 4]);
    expect(encodeJson(summariseFolds(there, target, plan))).toBe(encodeJson(summariseFolds(here, target, plan)));
  });

  it("carry texts too, and leave the data as it was", async () => {
    const words = Array.from({ length: ROWS }, (_, i) => (i % 17 === 0 ? null : ["red fish", "blue bird"][i % 2]));
    const texts: Frame = { rows: ROWS, names: ["t"], columns: [{ kind: "text", values: words }] };
    const before = structuredClone(texts);
    const config = pipeline({ steps: [ngrams({})], estimator: logistic() });
    const tasks = planFolds(config, texts, classes.target, { folds: 2 });
    expect(await runFolds(tasks, { threads: 1 })).toEqual(tasks.map((task) => runFold(task, learner)));
    expect(texts).toEqual(before);
  });

  it("fail as they fail here, whichever fold it is", async () => {
    const holes = planFolds(nearestNeighbours(), frame, classes.target, { folds: 3 });
    const failure = { code: "learn.bad_table", message: expect.stringContaining('"x"'), details: { column: "x" } };
    await expect(runFolds(holes, { threads: 2 })).rejects.toMatchObject(failure);
  });

  it("are given up at once", async () => {
    const stop = new AbortController();
    const running = runFolds(planFolds(endless, frame, values.target, { folds: 3 }), {
      threads: 2,
      signal: stop.signal,
    });
    running.catch(() => {});
    await sleep(1000);
    const asked = performance.now();
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: "core.cancelled" });
    expect(performance.now() - asked).toBeLessThan(200);
  });
});

describe("a fit in a thread", () => {
  it.each<[string, ReturnType<typeof gbdt> | ReturnType<typeof ridge>]>([
    ["boosted trees", gbdt({ trees: 12, rowFraction: 0.5 })],
    ["ridge", ridge({ alpha: 2 })],
  ])("gives the model that it gives here: %s", async (_, config) => {
    const there = await fitInThread(config, values, { seed: 7 });
    const here = fitModel(config, frame, values.target, { weights, random: createRandom(7) });
    expect(encodeJson(there)).toBe(encodeJson(here));
  });

  it("gives the same model with helpers of its own, and tells its rounds", async () => {
    const rounds: [number, number][] = [];
    const alone = await fitInThread(gbdt({ trees: 12 }), values, { onRound: (round, of) => rounds.push([round, of]) });
    const helped = await fitInThread(gbdt({ trees: 12, threads: 2 }), values);
    expect(encodeJson(helped)).toBe(encodeJson(alone));
    expect(rounds.at(-1)).toEqual([12, 12]);
  });

  it("stops early by the rows kept for that, as it does here", async () => {
    const config = gbdt({ trees: 300, earlyStopping: { rounds: 3 } });
    const validation = { frame, target: classTarget(labels.toReversed()) };
    const there = await fitInThread(config, classes, { validation });
    const here = fitModel(config, frame, classes.target, { validation, random: createRandom(0) });
    expect(encodeJson(there)).toBe(encodeJson(here));
  });

  it("fails as it fails here, with code, message, hint and details", async () => {
    const here = (): unknown => fitModel(nearestNeighbours(), frame, classes.target);
    let expected: unknown;
    try {
      here();
    } catch (cause) {
      expected = cause;
    }
    const { code, message, hint, details } = expected as {
      code: string;
      message: string;
      hint: string;
      details: object;
    };
    await expect(fitInThread(nearestNeighbours(), classes)).rejects.toMatchObject({ code, message, hint, details });
  });

  it.each([
    ["alone", endless],
    ["with helpers", gbdt({ ...endless, threads: 3 })],
  ])("is given up within 200 ms: %s", async (_, config) => {
    const stop = new AbortController();
    const running = fitInThread(config, values, { signal: stop.signal });
    running.catch(() => {});
    await sleep(1000);
    const asked = performance.now();
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: "core.cancelled" });
    expect(performance.now() - asked).toBeLessThan(200);
  });

  it("leaves no thread behind: a program that gives one up ends", async () => {
    const dist = join(import.meta.dirname, "../dist");
    const program = `
      import { fitInThread } from ${JSON.stringify(join(dist, "compute/threads/index.js"))};
      import { gbdt, numberTarget } from ${JSON.stringify(join(dist, "learn/index.js"))};
      const values = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i));
      const frame = { rows: 5000, names: ["x"], columns: [{ kind: "number", values }] };
      const config = gbdt({ trees: 100_000, leaves: 200, learningRate: 0.0001, threads: 2 });
      const signal = AbortSignal.timeout(800);
      await fitInThread(config, { frame, target: numberTarget(values) }, { signal }).catch(({ code }) => console.log(code));`;
    const ended = promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { timeout: 30_000 });
    expect(await ended).toEqual({ stdout: "core.cancelled\n", stderr: "" });
  });

  it("does not begin when it is given up before", async () => {
    const failed = fitInThread(ridge(), values, { signal: AbortSignal.abort() });
    await expect(failed).rejects.toMatchObject({ code: "core.cancelled" });
  });

  it("says what processor time it took, bins apart, after folds in the same threads", async () => {
    const threads = openLearnThreads(classes, { count: 2 });
    const config = gbdt({ trees: 10 });
    const folds = await threads.runFolds(planFolds(config, frame, classes.target, { folds: 3 }));
    const { model, binCpuSeconds, fitCpuSeconds } = await threads.fit(config);
    await threads.close();
    expect(folds).toHaveLength(3);
    expect(model.kind).toBe("gbdt");
    expect(binCpuSeconds).toBeGreaterThan(0);
    expect(fitCpuSeconds).toBeGreaterThan(0);
    await expect(threads.fit(config)).rejects.toMatchObject({ code: "core.cancelled" });
  });
});
