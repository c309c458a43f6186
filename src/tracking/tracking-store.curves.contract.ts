import { expect, it } from "vitest";
import type { CurveQuery, LoggedMetric, TrackingStore } from "./index.js";
import { metric, NOTHING, runId, sampleRun } from "./tracking-store.fixture.js";

async function withCurves(
  open: () => Promise<TrackingStore>,
  curves: readonly (readonly LoggedMetric[])[],
): Promise<TrackingStore> {
  const store = await open();
  for (const [n, metrics] of curves.entries()) {
    await store.createRun(sampleRun(n), []);
    await store.log(runId(n), { ...NOTHING, metrics });
  }
  return store;
}

async function points(store: TrackingStore, change: Partial<CurveQuery> = {}) {
  const curves = await store.curves({ runIds: [runId(0)], key: "m", points: 100, ...change });
  return curves.map((curve) => curve.points);
}

/** The part of the contract about curves: what down-sampling may leave out, and what not. */
export function trackingCurvesContract(open: () => Promise<TrackingStore>): void {
  it("gives each run's whole curve by step and time while it is short, in the order asked for", async () => {
    const short = [metric("m", 4, 9, -1), metric("m", Number.NaN, 5, 0), metric("m", 2, 7, 0), metric("m", 3, 1, 8)];
    const store = await withCurves(open, [[...short].reverse(), [metric("other", 1, 1)], [metric("m", 1, 1)]]);
    const runIds = [2, 9, 1, 0].map(runId);
    expect(await store.curves({ runIds, key: "m", points: 100 })).toEqual([
      { runId: runIds[0], points: [metric("m", 1, 1)] },
      { runId: runIds[1], points: [] },
      { runId: runIds[2], points: [] },
      { runId: runIds[3], points: short },
    ]);
    expect(await points(store, { points: short.length })).toEqual([short]);
    expect(await store.curves({ runIds: [], key: "m", points: 100 })).toEqual([]);
  });

  it("looks at the steps between two, both included", async () => {
    const steps = [-3, -1, 0, 2, 5];
    const store = await withCurves(open, [steps.map((step) => metric("m", 1, 1, step))]);
    const found = async (range: { from?: number; to?: number }) =>
      (await points(store, range))[0].map((point) => point.step);
    expect(await found({ from: -1, to: 2 })).toEqual([-1, 0, 2]);
    expect(await found({ from: 0 })).toEqual([0, 2, 5]);
    expect(await found({ to: -1 })).toEqual([-3, -1]);
    expect(await found({ from: 3, to: 4 })).toEqual([]);
    expect(await found({ from: 4, to: 3 })).toEqual([]);
  });

  it("keeps ends, peaks and troughs of a long curve, and about as many points as asked for", async () => {
    const value = (i: number) => (i % 1_000 === 500 ? 9 : i % 1_000 === 750 ? -9 : Math.sin(i / 50));
    const long = Array.from({ length: 10_000 }, (_, i) => metric("m", value(i), 10 * i, 3 * i));
    const store = await withCurves(open, [long]);
    const [found] = await points(store, { points: 320 });
    expect(found.length).toBeGreaterThan(80);
    expect(found.length).toBeLessThanOrEqual(330);
    const places = found.map((point) => point.step / 3);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    expect(found).toEqual(places.map((place) => long[place]));
    expect(places).toEqual(expect.arrayContaining([0, 9_999]));
    for (let i = 0; i < 10_000; i += 1_000) expect(places).toEqual(expect.arrayContaining([i + 500, i + 750]));
  });

  it("keeps the ends, the highest and the lowest point, however few are asked for", async () => {
    const value = (i: number) => (i === 0 || i === 999 ? Number.NaN : i === 613 ? 1e9 : i === 614 ? -1e9 : i);
    const long = Array.from({ length: 1_000 }, (_, i) => metric("m", value(i), i, i));
    const store = await withCurves(open, [long]);
    for (const few of [1, 2, 3, 4, 5]) {
      const [found] = await points(store, { points: few });
      expect(found).toEqual(expect.arrayContaining([0, 613, 614, 999].map((i) => long[i])));
      expect(found.length).toBeLessThanOrEqual(few + 4);
    }
  });

  it("bears many points at one step, and steps far apart", async () => {
    const crowd = Array.from({ length: 2_000 }, (_, i) => metric("m", (i * 37) % 2_000, i, 7));
    const far = Array.from({ length: 50 }, (_, i) => metric("m", i, i, i * 2 ** 40));
    const store = await withCurves(open, [crowd, far]);
    const [few] = await points(store);
    expect(few.length).toBeLessThanOrEqual(104);
    expect([few[0], few[few.length - 1]]).toEqual([crowd[0], crowd[1_999]]);
    expect(Math.max(...few.map((point) => point.value))).toBe(1_999);
    expect(await points(store, { runIds: [runId(1)] })).toEqual([far]);
  });
}
