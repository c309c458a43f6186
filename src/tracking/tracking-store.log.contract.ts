import { expect, it } from "vitest";
import type { LogBatch, TrackingStore } from "./index.js";
import { metric, NOTHING, runId, sampleModel, sampleRun } from "./tracking-store.fixture.js";

/** Texts that stores and queries like to damage, by code points. */
const TEXTS = [
  "\0",
  "\0\u0001",
  "\u0001",
  "\u0001\0",
  "\u0001\u0002",
  " ",
  " x ",
  '"; drop table runs; --',
  "$1",
  "%",
  "'",
  "''",
  "1e3",
  "?",
  "A",
  "Null",
  "\\",
  "_",
  "a\nb\r\nc\t",
  "e\u0301",
  "\u007f",
  "\u00e9",
  "\u202ertl",
  "\u5317\u4eac",
  "\ue000",
  "\ufeffbom",
  "\ufffd",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  "\u{1f600}",
  "\u{10ffff}",
];

async function withRun(open: () => Promise<TrackingStore>): Promise<TrackingStore> {
  const store = await open();
  await store.createRun(sampleRun(1), []);
  return store;
}

/** The part of the contract about batches: what they keep, what they refuse, and that they are kept whole. */
export function trackingLogContract(open: () => Promise<TrackingStore>): void {
  it("keeps params, tags and metrics by key", async () => {
    const store = await withRun(open);
    await store.log(runId(1), {
      params: [
        { key: "lr", value: "0.1" },
        { key: "depth", value: "" },
      ],
      tags: [
        { key: "z", value: "" },
        { key: "b", value: "1" },
        { key: "b", value: "2" },
      ],
      metrics: [metric("loss", 0.5, 3, 1), metric("acc", 0.25, 2, -1)],
    });
    await store.log(runId(1), { ...NOTHING, tags: [{ key: "z", value: "y" }] });
    expect(await store.run(runId(1))).toEqual({
      info: sampleRun(1),
      params: [
        { key: "depth", value: "" },
        { key: "lr", value: "0.1" },
      ],
      tags: [
        { key: "b", value: "2" },
        { key: "mlflow.runName", value: "run-1" },
        { key: "z", value: "y" },
      ],
      metrics: [metric("acc", 0.25, 2, -1), metric("loss", 0.5, 3, 1)],
      datasets: [],
      modelInputs: [],
      modelOutputs: [],
    });
  });

  it("takes the same param again, and refuses another value with all that it would have changed", async () => {
    const store = await withRun(open);
    const params = [
      { key: "a", value: "1" },
      { key: "b", value: "2" },
      { key: "c", value: "3" },
    ];
    await store.log(runId(1), { ...NOTHING, params });
    await store.log(runId(1), { ...NOTHING, params: [params[1], { key: "d", value: "4" }] });
    const before = await store.run(runId(1));
    const wished = [
      { key: "e", value: "5" },
      { key: "c", value: "3.0" },
      { key: "b", value: "2" },
      { key: "a", value: "" },
    ];
    await expect(store.log(runId(1), { ...NOTHING, params: wished })).rejects.toMatchObject({
      code: "tracking.param_changed",
      details: {
        changed: [
          { key: "c", was: "3", wished: "3.0" },
          { key: "a", was: "1", wished: "" },
        ],
      },
    });
    expect(await store.run(runId(1))).toEqual(before);
  });

  it("keeps nothing of a batch that it refuses", async () => {
    const store = await withRun(open);
    await store.createModel(sampleModel(1));
    await store.log(runId(1), { ...NOTHING, params: [{ key: "a", value: "1" }] });
    const before = await store.run(runId(1));
    const batch: LogBatch = {
      params: [{ key: "new", value: "1" }],
      metrics: [metric("m", 1, 1, 0, { modelId: sampleModel(1).id })],
      tags: [
        { key: "t", value: "1" },
        { key: "mlflow.runName", value: "renamed" },
      ],
    };
    const changed = { ...batch, params: [...batch.params, { key: "a", value: "2" }] };
    await expect(store.log(runId(1), changed)).rejects.toMatchObject({ code: "tracking.param_changed" });
    const metrics = [...batch.metrics, metric("m", 2, 2, 0, { modelId: "m-unknown" })];
    await expect(store.log(runId(1), { ...batch, metrics })).rejects.toMatchObject({
      code: "tracking.model_unknown",
      message: "Logged model with ID 'm-unknown' not found.",
    });
    expect(await store.run(runId(1))).toEqual(before);
    expect((await store.history({ runId: runId(1), key: "m", limit: 9, after: null })).metrics).toEqual([]);
    expect(await store.modelMetrics(sampleModel(1).id)).toEqual([]);
  });

  it("removes a tag, once", async () => {
    const store = await withRun(open);
    await store.log(runId(1), { ...NOTHING, tags: [{ key: "t", value: "1" }] });
    await store.removeRunTag(runId(1), "t");
    expect((await store.run(runId(1)))?.tags.map((tag) => tag.key)).toEqual(["mlflow.runName"]);
    await expect(store.removeRunTag(runId(1), "t")).rejects.toMatchObject({
      code: "tracking.tag_unknown",
      message: `No tag with name: t in run with id ${runId(1)}`,
    });
  });

  it("keeps texts of all kinds as they are, as keys and as values, and orders them by code points", async () => {
    const store = await withRun(open);
    const pairs = TEXTS.map((text, i) => ({ key: text, value: TEXTS[(i + 7) % TEXTS.length] }));
    const metrics = TEXTS.map((text, i) => metric(text, i, i));
    const shuffled = pairs.map((_, i) => pairs[(i * 5) % pairs.length]);
    await store.log(runId(1), { params: shuffled, tags: shuffled, metrics: [...metrics].reverse() });
    await store.log(runId(1), { params: pairs, tags: pairs, metrics });
    const run = await store.run(runId(1));
    expect(run?.params).toEqual(pairs);
    expect(run?.tags.filter((tag) => tag.key !== "mlflow.runName")).toEqual(pairs);
    expect(run?.metrics).toEqual(metrics);
    for (const key of TEXTS)
      expect((await store.history({ runId: runId(1), key, limit: 9, after: null })).metrics).toHaveLength(1);
  });

  it("keeps 10,000 of each in one batch", { timeout: 60_000 }, async () => {
    const store = await withRun(open);
    const keys = Array.from({ length: 10_000 }, (_, i) => `k${String(i).padStart(5, "0")}`);
    const pairs = keys.map((key, i) => ({ key, value: String(i) }));
    const batch = { params: pairs, tags: pairs, metrics: keys.map((key, i) => metric(key, i, i)) };
    for (let times = 0; times < 2; times++) {
      await store.log(runId(1), batch);
      const run = await store.run(runId(1));
      expect(run?.params).toEqual(pairs);
      expect(run?.tags.slice(0, -1)).toEqual(pairs);
      expect(run?.metrics).toEqual(batch.metrics);
    }
  });

  it("loses nothing of what is logged at the same time", async () => {
    const store = await withRun(open);
    await store.createRun(sampleRun(2), []);
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        store.log(runId(1 + (i % 2)), {
          params: [{ key: `p${i}`, value: `${i}` }],
          tags: [{ key: "last", value: `${i}` }],
          metrics: [metric("m", i, i, i), metric(`m${i}`, i, i)],
        }),
      ),
    );
    for (const place of [0, 1]) {
      const run = await store.run(runId(1 + place));
      const logged = Array.from({ length: 30 }, (_, i) => 2 * i + place);
      expect(run?.params.map(({ value }) => Number(value)).sort((a, b) => a - b)).toEqual(logged);
      expect(run?.metrics).toHaveLength(31);
      expect(run?.metrics[0]).toEqual(metric("m", logged[29], logged[29], logged[29]));
      expect(logged).toContain(Number(run?.tags.find((tag) => tag.key === "last")?.value));
    }
  });

  it("lets one of two values of a param win that are logged at the same time", async () => {
    const store = await withRun(open);
    const outcomes = await Promise.allSettled(
      ["1", "2", "1", "2"].map((value) => store.log(runId(1), { ...NOTHING, params: [{ key: "p", value }] })),
    );
    const value = (await store.run(runId(1)))?.params[0].value;
    outcomes.forEach((outcome, i) => {
      expect(outcome.status).toBe(["1", "2"][i % 2] === value ? "fulfilled" : "rejected");
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "tracking.param_changed" });
    });
  });
}
