import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { virtualClock } from "../../../core/index.js";
import type { Field, TrackingStore } from "../../../tracking/index.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlTrackingStore } from "./create.js";

const IDS = ["a", "b"].map((digit) => digit.repeat(32));
let directory: string;
let opened: SqlDatabase[];

async function open(): Promise<TrackingStore> {
  const database = await openSqlite(join(directory, "gyre.db"));
  opened.push(database);
  return createSqlTrackingStore(database, { artifactRoot: "x:", clock: virtualClock(0) });
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gyre-read-again-"));
  opened = [];
  const store = await open();
  const info = { experimentId: "0", name: "a", userId: "", status: "RUNNING", startedAt: 0, endedAt: null } as const;
  for (const id of IDS) await store.createRun({ ...info, id, artifactUri: "", stage: "active" }, []);
  const metrics = [1e-20, 5e-324, 1e-300].map((value, step) => ({ key: "p-value", value, timestamp: 0, step }));
  await store.log(IDS[0], { params: [{ key: "lr", value: "0.1" }], tags: [], metrics });
  await store.log(IDS[1], { params: [], tags: [], metrics: [{ ...metrics[0], value: 0 }] });
});

afterEach(async () => {
  for (const database of opened) await database.close();
  await rm(directory, { recursive: true, force: true });
});

it("reads by a store that has not seen the keys what another has logged", async () => {
  const readers = await Promise.all([open(), open(), open()]);
  const query = { where: null, orderBy: [], limit: 9, after: null };
  const [found, one, history] = await Promise.all([
    readers[0].searchRuns(["0"], "all", query),
    readers[1].run(IDS[0]),
    readers[2].history({ runId: IDS[0], key: "p-value", limit: 9, after: null }),
  ]);
  expect(found.items.map((run) => run.params)).toEqual([[{ key: "lr", value: "0.1" }], []]);
  expect(found.items[0]).toEqual(one);
  expect(history.metrics.map(({ value }) => value)).toEqual([1e-20, 5e-324, 1e-300]);
});

it("compares and pages by values next to zero", async () => {
  const store = await open();
  const field: Field = { entity: "metric", key: "p-value" };
  const above = async (value: number) => {
    const where = { kind: "comparison", field, comparator: ">", value } as const;
    return (await store.searchRuns(["0"], "all", { where, orderBy: [], limit: 9, after: null })).items.length;
  };
  expect([await above(-1), await above(0), await above(5e-301), await above(2e-300)]).toEqual([2, 1, 1, 0]);
  for (const isDescending of [true, false]) {
    const page = { where: null, orderBy: [{ field, isDescending }], limit: 1, after: null };
    const first = await store.searchRuns(["0"], "all", page);
    const second = await store.searchRuns(["0"], "all", { ...page, after: first.next });
    const ids = [...first.items, ...second.items].map((run) => run.info.id);
    expect(ids).toEqual(isDescending ? IDS : [...IDS].reverse());
    expect(second.next).toBeNull();
  }
});
