import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virtualClock } from "../../../core/index.js";
import type { Metric, TrackingStore } from "../../../tracking/index.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlTrackingStore } from "./create.js";

const COUNT = 30_000;
const ID = "0".repeat(32);
let directory: string;
let database: SqlDatabase;
let store: TrackingStore;

/** Steps 2 apart and out of time's order in places. */
const points = Array.from({ length: COUNT }, (_, i): Metric => {
  const value = i % 997 === 0 ? 50 + i : i % 1009 === 0 ? -50 - i : Math.sin(i / 100);
  return { key: "m", value, timestamp: i % 10 === 0 ? i + 40 : i, step: 2 * i };
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gyre-curves-"));
  database = await openSqlite(join(directory, "gyre.db"));
  store = await createSqlTrackingStore(database, { artifactRoot: "x:", clock: virtualClock(0) });
  const info = { experimentId: "0", name: "a", userId: "", status: "RUNNING", startedAt: 0, endedAt: null } as const;
  await store.createRun({ ...info, id: ID, artifactUri: "", stage: "active" }, []);
  for (let i = 0; i < COUNT; i += 1000)
    await store.log(ID, { params: [], tags: [], metrics: points.slice(i, i + 1000) });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

async function curve(range: { readonly from?: number; readonly to?: number }, wished = 320) {
  const [{ points }] = await store.curves({ runIds: [ID], key: "m", points: wished, ...range });
  return points;
}

describe("a curve that is read from buckets", () => {
  it.each([
    [{}],
    [{ from: 1 }],
    [{ from: 3001, to: 56_789 }],
    [{ from: 20_000, to: 24_001 }],
    [{ from: 31_111, to: 31_500 }],
    [{ to: 77 }],
    [{ from: -5, to: 10 ** 9 }],
  ])("keeps the ends, the highest and the lowest point of %j", async (range) => {
    const { from = -1, to = 10 ** 9 } = range as { from?: number; to?: number };
    const within = points.filter(({ step }) => step >= from && step <= to);
    const found = await curve(range);
    expect(found.length).toBeLessThanOrEqual(324);
    expect([found[0], found[found.length - 1]]).toEqual([within[0], within[within.length - 1]]);
    const highest = (some: readonly Metric[]) => Math.max(...some.map(({ value }) => value));
    const lowest = (some: readonly Metric[]) => Math.min(...some.map(({ value }) => value));
    expect([lowest(found), highest(found)]).toEqual([lowest(within), highest(within)]);
    for (const point of found) expect(point).toEqual(points[point.step / 2]);
  });

  it("keeps every peak and trough", async () => {
    const steps = new Set((await curve({})).map(({ step }) => step));
    for (let i = 0; i < COUNT; i += 997) expect(steps).toContain(2 * i);
  });

  it("is whole where few steps are asked for", async () => {
    expect(await curve({ from: 1000, to: 1100 })).toEqual(points.filter(({ step }) => step >= 1000 && step <= 1100));
    expect(await curve({ from: 1001, to: 1001 })).toEqual([]);
  });
});
