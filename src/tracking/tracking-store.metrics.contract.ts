import { expect, it } from "vitest";
import type { HistoryQuery, LoggedMetric, Metric, TrackingStore } from "./index.js";
import { LARGEST, metric, NOTHING, runId, sampleRun } from "./tracking-store.fixture.js";

async function logged(open: () => Promise<TrackingStore>, metrics: readonly LoggedMetric[]): Promise<TrackingStore> {
  const store = await open();
  await store.createRun(sampleRun(1), []);
  for (let i = 0; i < metrics.length; i += 1_000)
    await store.log(runId(1), { ...NOTHING, metrics: metrics.slice(i, i + 1_000) });
  return store;
}

function history(store: TrackingStore, change: Partial<HistoryQuery> = {}) {
  return store.history({ runId: runId(1), key: "m", limit: 100_000, after: null, ...change });
}

async function pages(store: TrackingStore, limit: number, between = async () => {}): Promise<Metric[][]> {
  const found: Metric[][] = [];
  for (let after: HistoryQuery["after"] = null; ; ) {
    const page = await history(store, { limit, after });
    found.push([...page.metrics]);
    if (!page.hasMore) return found;
    const last: Metric = page.metrics[page.metrics.length - 1];
    after = [last.timestamp, last.step, Number.isNaN(last.value) ? "NaN" : last.value];
    await between();
  }
}

const nan = Number.NaN;

/** The part of the contract about metrics: latest values, histories and curves. */
export function trackingMetricsContract(open: () => Promise<TrackingStore>): void {
  it("leaves a metric alone that is there already, within a batch and between batches", async () => {
    const twice = [metric("m", 1, 5, 2), metric("m", 1, 5, 2), metric("m", nan, 5, 2), metric("m", nan, 5, 2)];
    const store = await logged(open, twice);
    await store.log(runId(1), { ...NOTHING, metrics: [...twice, metric("m", 2, 5, 2), metric("m", 0, 5, 2)] });
    const kept = [metric("m", 0, 5, 2), metric("m", 1, 5, 2), metric("m", 2, 5, 2), metric("m", nan, 5, 2)];
    expect(await history(store)).toEqual({ metrics: kept, hasMore: false });
  });

  it("keeps infinities as the largest finite numbers, and minus zero as zero", async () => {
    const metrics = [
      metric("m", Number.POSITIVE_INFINITY, 1),
      metric("m", LARGEST, 1),
      metric("m", Number.NEGATIVE_INFINITY, 2),
      metric("m", -0, 3),
      metric("m", 0, 3),
      metric("m", Number.MIN_VALUE, 4),
      metric("m", 0.1 + 0.2, 5),
      metric("m", 2 ** 53 + 2, 6),
    ];
    const values = [LARGEST, -LARGEST, 0, Number.MIN_VALUE, 0.1 + 0.2, 2 ** 53 + 2];
    expect((await history(await logged(open, metrics))).metrics.map((one) => one.value)).toEqual(values);
  });

  it("keeps the largest and smallest times and steps", async () => {
    const metrics = [metric("m", 1, 0, -Number.MAX_SAFE_INTEGER), metric("m", 2, Number.MAX_SAFE_INTEGER, 2 ** 52)];
    expect((await history(await logged(open, metrics))).metrics).toEqual(metrics);
  });

  it.each([
    ["the greatest step, whenever it came", [metric("m", 9, 9, 1), metric("m", 1, 1, 2), metric("m", 8, 8, -3)], 1],
    ["of one step the latest", [metric("m", 1, 5, 2), metric("m", 9, 4, 2)], 0],
    ["of one step and time the greatest value", [metric("m", 1, 5), metric("m", 3, 5), metric("m", 2, 5)], 1],
    ["NaN at a later step", [metric("m", 1, 5), metric("m", nan, 4, 1)], 1],
    ["NaN, which counts as 0, above a negative value", [metric("m", nan, 5), metric("m", -1, 5)], 0],
    ["a positive value above NaN", [metric("m", nan, 5), metric("m", 1, 5)], 1],
    ["NaN where it came before 0", [metric("m", nan, 5), metric("m", 0, 5)], 0],
    ["0 where it came before NaN", [metric("m", 0, 5), metric("m", nan, 5)], 0],
  ] as const)("takes as the latest %s", async (_, metrics, latest) => {
    const together = await logged(open, metrics);
    expect((await together.run(runId(1)))?.metrics).toEqual([metrics[latest]]);
    const apart = await logged(open, metrics.slice(0, 1));
    for (const one of metrics.slice(1)) await apart.log(runId(1), { ...NOTHING, metrics: [one] });
    expect((await apart.run(runId(1)))?.metrics).toEqual([metrics[latest]]);
  });

  it("gives a history by time, then step, then value, NaN last", async () => {
    const ordered = [
      metric("m", 5, 1, 9),
      metric("m", -LARGEST, 2, -1),
      metric("m", nan, 2, -1),
      metric("m", -1, 2, 3),
      metric("m", 0, 2, 3),
      metric("m", 1, 2, 3),
      metric("m", nan, 2, 3),
      metric("m", -2, 3, 0),
      metric("m", nan, 4, 0),
    ];
    const store = await logged(
      open,
      [4, 2, 8, 0, 6, 1, 7, 3, 5].map((i) => ordered[i]),
    );
    expect(await history(store)).toEqual({ metrics: ordered, hasMore: false });
    for (const limit of [1, 2, 3, 4, 9]) expect((await pages(store, limit)).flat()).toEqual(ordered);
    expect((await pages(store, 3)).map((page) => page.length)).toEqual([3, 3, 3]);
  });

  it("knows no history of other runs, keys and places", async () => {
    const store = await logged(open, [metric("m", 1, 1)]);
    const nothing = { metrics: [], hasMore: false };
    expect(await history(store, { runId: runId(2) })).toEqual(nothing);
    expect(await history(store, { key: "M" })).toEqual(nothing);
    expect(await history(store, { after: [1, 0, 1] })).toEqual(nothing);
    expect(await history(store, { after: [1, 0, "NaN"] })).toEqual(nothing);
    expect((await history(store, { after: [1, 0, 0.5] })).metrics).toHaveLength(1);
    await store.setRunStage(runId(1), "deleted", 9);
    expect((await history(store)).metrics).toHaveLength(1);
  });

  it("gives every point of 10,000 once, also while others are logged between its pages", async () => {
    const points = Array.from({ length: 10_000 }, (_, i) => metric("m", Math.sin(i), 2 * i, i));
    const store = await logged(open, points);
    let at = 1;
    const found = await pages(store, 999, async () => {
      await store.log(runId(1), { ...NOTHING, metrics: [metric("m", 0, at, 0), metric("other", 0, at)] });
      at += 2;
    });
    const times = found.flat().map((point) => point.timestamp);
    expect(times.filter((time) => time % 2 === 0)).toEqual(points.map((point) => point.timestamp));
    expect(new Set(times).size).toBe(times.length);
  });
}
