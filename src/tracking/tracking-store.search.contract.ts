import { expect, it } from "vitest";
import type { Condition, Cursor, OrderBy, TrackingStore } from "./index.js";
import {
  by,
  LARGEST,
  metric,
  NOTHING,
  pagesOf,
  query,
  runId,
  sampleInput,
  sampleRun,
  where,
  withRuns,
} from "./tracking-store.fixture.js";

const ascii = { key: "p", value: "Ab_%" };
const accent = { key: "p", value: "É" };

/** Six runs that differ in all that can be asked for; run 5 is deleted. */
async function sixRuns(open: () => Promise<TrackingStore>): Promise<TrackingStore> {
  const store = await open();
  const user = (n: number) => ["ada", "Bob", "ada", "\u{1f600}", "\ufffd", "ada"][n];
  for (let n = 0; n < 6; n++) {
    const endedAt = n < 3 ? 2_000 - n : null;
    const startedAt = n === 4 ? null : 1_000 + (n >> 1);
    await store.createRun(sampleRun(n, { userId: user(n), endedAt, startedAt }), []);
  }
  const values = [1, Number.NaN, LARGEST, -LARGEST, 1];
  for (const [n, value] of values.entries())
    if (n !== 4) await store.log(runId(n), { ...NOTHING, metrics: [metric("m", 7, 9, 0), metric("m", value, 1, 1)] });
  await store.log(runId(0), { ...NOTHING, params: [ascii], tags: [{ key: "t", value: "" }] });
  await store.log(runId(1), { ...NOTHING, params: [{ ...ascii, value: "ab" }] });
  await store.log(runId(2), { ...NOTHING, params: [accent], tags: [{ key: "t", value: "10" }] });
  await store.log(runId(3), { ...NOTHING, params: [{ ...accent, value: "é" }], tags: [{ key: "t", value: "9" }] });
  await store.logInputs(runId(0), [sampleInput("d1", "x", "train"), sampleInput("d2", "y", "eval")], []);
  await store.logInputs(runId(1), [sampleInput("d1", "y")], []);
  await store.setRunStage(runId(5), "deleted", 1);
  return store;
}

async function found(store: TrackingStore, condition: Condition | null, orderBy: readonly OrderBy[] = []) {
  const page = await store.searchRuns(["0"], "active", query({ where: condition, orderBy }));
  return page.items.map((run) => Number.parseInt(run.info.id, 16));
}

const and = (...parts: readonly Condition[]): Condition => ({ kind: "and", parts });
const or = (...parts: readonly Condition[]): Condition => ({ kind: "or", parts });
const not = (part: Condition): Condition => ({ kind: "not", part });
const isNull = (entity: "tag" | "param", key: string): Condition => ({ kind: "isNull", field: { entity, key } });

const CONDITIONS: readonly (readonly [string, Condition, readonly number[]])[] = [
  ["a latest metric", where("metric", "m", "=", 1), [0]],
  ["a metric that is another, as NaN is", where("metric", "m", "!=", 1), [1, 2, 3]],
  ["NaN above nothing", where("metric", "m", ">", -LARGEST), [0, 2]],
  ["an infinity as the largest number", where("metric", "m", ">=", LARGEST), [2]],
  ["minus infinity as the smallest", where("metric", "m", "<=", -LARGEST), [3]],
  ["a metric's key as it is written", where("metric", "M", "!=", 0), []],
  ["a param", where("param", "p", "=", "ab"), [1]],
  ["another param", where("param", "p", "!=", "ab"), [0, 2, 3]],
  ["a param like, by case", where("param", "p", "LIKE", "A%"), [0]],
  ["a param like, of which _ is any letter", where("param", "p", "LIKE", "_"), [2, 3]],
  ["a param like, of which nothing escapes", where("param", "p", "LIKE", "%\\_%"), []],
  ["a param like in any case of ASCII", where("param", "p", "ILIKE", "aB%"), [0, 1]],
  ["a param like in any case but of ASCII alone", where("param", "p", "ILIKE", "É"), [2]],
  ["a tag that is empty", where("tag", "t", "=", ""), [0]],
  ["a tag like anything", where("tag", "t", "LIKE", "%"), [0, 2, 3]],
  ["no such tag", isNull("tag", "t"), [1, 4]],
  ["a tag at all", { kind: "isNotNull", field: { entity: "tag", key: "t" } }, [0, 2, 3]],
  ["no such param", isNull("param", "p"), [4]],
  ["a text attribute", where("attribute", "user_id", "=", "ada"), [0, 2]],
  ["an attribute like", where("attribute", "run_name", "LIKE", "run-_"), [0, 1, 2, 3, 4]],
  ["a status", where("attribute", "status", "!=", "RUNNING"), []],
  ["the place of artifacts", where("attribute", "artifact_uri", "LIKE", `%${runId(1)}%`), [1]],
  ["a time that not all have", where("attribute", "end_time", "!=", 2_000), [1, 2]],
  ["a time", where("attribute", "start_time", "<", 1_001), [0, 1]],
  ["ids in a list", where("attribute", "run_id", "IN", [runId(3), "x", runId(0), runId(5)]), [0, 3]],
  ["ids not in a list", where("attribute", "run_id", "NOT IN", [runId(3), "x"]), [0, 1, 2, 4]],
  ["any of its datasets", where("dataset", "name", "=", "d2"), [0]],
  [
    "two of its datasets at once",
    and(where("dataset", "name", "=", "d1"), where("dataset", "digest", "=", "y")),
    [0, 1],
  ],
  ["a context", where("dataset", "context", "IN", ["eval", "test"]), [0]],
  ["some dataset that is another", where("dataset", "name", "!=", "d1"), [0]],
  ["both", and(where("param", "p", "LIKE", "%"), where("metric", "m", ">", 0)), [0, 2]],
  ["either", or(where("tag", "t", "=", "9"), where("metric", "m", "=", 1)), [0, 3]],
  ["not", not(where("tag", "t", "=", "9")), [0, 1, 2, 4]],
  ["not what is not there", not(where("tag", "none", "=", "9")), [0, 1, 2, 3, 4]],
  ["not any of its datasets", not(where("dataset", "name", "=", "d2")), [1, 2, 3, 4]],
  ["not NaN", not(where("metric", "m", "=", 1)), [1, 2, 3, 4]],
  ["neither", not(or(where("param", "p", "=", "ab"), and(where("tag", "t", "!=", ""), isNull("tag", "x")))), [0, 4]],
  ["all of nothing", and(), [0, 1, 2, 3, 4]],
  ["one of nothing", or(), []],
];

const ORDERS: readonly (readonly [string, readonly OrderBy[], readonly number[]])[] = [
  ["the last started first, then by id, those without a start last", [], [2, 3, 0, 1, 4]],
  ["a metric, NaN before missing", [by("metric", "m")], [3, 0, 2, 1, 4]],
  ["a metric downwards, NaN before missing", [by("metric", "m", "descending")], [2, 0, 3, 1, 4]],
  ["a param as text", [by("param", "p")], [0, 1, 2, 3, 4]],
  ["a param downwards", [by("param", "p", "descending")], [3, 2, 1, 0, 4]],
  ["a tag as text, also of digits", [by("tag", "t")], [0, 2, 3, 1, 4]],
  ["a key that none has", [by("tag", "none")], [2, 3, 0, 1, 4]],
  ["text by code points", [by("attribute", "user_id"), by("attribute", "run_name")], [1, 0, 2, 4, 3]],
  ["text by code points downwards", [by("attribute", "user_id", "descending")], [3, 4, 2, 0, 1]],
  ["a time, those without it last", [by("attribute", "end_time")], [2, 1, 0, 3, 4]],
  ["a time downwards", [by("attribute", "end_time", "descending")], [0, 1, 2, 3, 4]],
  ["start upwards, then by id", [by("attribute", "start_time")], [0, 1, 2, 3, 4]],
  ["two fields", [by("attribute", "status"), by("attribute", "run_name", "descending")], [4, 3, 2, 1, 0]],
];

/** The part of the contract about searches of runs. */
export function trackingSearchContract(open: () => Promise<TrackingStore>): void {
  it("finds the runs of which a condition holds", async () => {
    const store = await sixRuns(open);
    for (const [name, condition, expected] of CONDITIONS)
      expect([...(await found(store, condition))].sort(), name).toEqual(expected);
  });

  it("orders runs as wished, and pages through them in that order", async () => {
    const store = await sixRuns(open);
    for (const [name, orderBy, expected] of ORDERS) {
      expect(await found(store, null, orderBy), name).toEqual(expected);
      for (const limit of [1, 2, 5]) {
        const pages = await pagesOf((after) => store.searchRuns(["0"], "active", query({ orderBy, limit, after })));
        expect(
          pages.flat().map((run) => Number.parseInt(run.info.id, 16)),
          name,
        ).toEqual(expected);
        expect(pages.length, name).toBe(Math.ceil(5 / limit));
      }
    }
  });

  it("looks at active runs, at deleted ones or at all, of the experiments that are named", async () => {
    const store = await sixRuns(open);
    const other = await withRuns(store, 0, "other");
    await store.createRun(sampleRun(6, { experimentId: other }), []);
    const seen = async (ids: readonly string[], view: "active" | "deleted" | "all") =>
      (await store.searchRuns(ids, view, query())).items.map((run) => run.info.name).sort();
    expect(await seen(["0"], "deleted")).toEqual(["run-5"]);
    expect(await seen(["0"], "all")).toHaveLength(6);
    expect(await seen([other], "active")).toEqual(["run-6"]);
    expect(await seen([other, "0", "0", "9", "x"], "all")).toHaveLength(7);
    expect(await seen([], "all")).toEqual([]);
    await store.changeExperiment(other, { stage: "deleted", at: 1 });
    expect(await seen([other], "active")).toEqual([]);
    expect(await seen([other], "deleted")).toEqual(["run-6"]);
  });

  it("gives whole runs", async () => {
    const store = await sixRuns(open);
    const { items } = await store.searchRuns(["0"], "all", query({ orderBy: [by("attribute", "run_name")] }));
    expect(items).toEqual(await Promise.all([0, 1, 2, 3, 4, 5].map((n) => store.run(runId(n)))));
  });

  it.each([
    ["by default", []],
    ["by a metric", [by("metric", "m")]],
    ["by a metric downwards and a name", [by("metric", "m", "descending"), by("attribute", "run_name")]],
  ])("gives each run once, %s, while others come and go between pages", async (_, orderBy) => {
    const store = await open();
    const id = await withRuns(store, 40);
    for (let n = 0; n < 40; n++)
      if (n % 3) await store.log(runId(n), { ...NOTHING, metrics: [metric("m", n % 5 ? n % 7 : Number.NaN, 1)] });
    const seen: string[] = [];
    const search = async (after: Cursor | null) => {
      const page = await store.searchRuns([id], "active", query({ orderBy, limit: 7, after }));
      seen.push(...page.items.map((run) => run.info.id));
      return page;
    };
    await pagesOf(search, async (page) => {
      await store.createRun(sampleRun(40 + page, { experimentId: id, startedAt: 5_000 }), []);
      await store.log(runId(40 + page), { ...NOTHING, metrics: [metric("m", 3, 1)] });
      await store.setRunStage(seen[seen.length - 1], "deleted", 1);
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((run) => run < runId(40))).toHaveLength(40);
  });

  it("refuses a cursor that does not belong to the order", async () => {
    const store = await open();
    for (const after of [[], [1], ["x", runId(1)], [1, 2, 3, 4, 5], [null, null]])
      await expect(store.searchRuns(["0"], "all", query({ after }))).rejects.toMatchObject({
        code: "tracking.bad_page_token",
      });
  });

  it("finds among 1,000 runs by lists of 10,000", { timeout: 60_000 }, async () => {
    const store = await open();
    const id = await withRuns(store, 1_000);
    const list = Array.from({ length: 10_000 }, (_, n) => runId(2 * n));
    const some = query({ where: where("attribute", "run_id", "IN", list) });
    const experiments = [id, ...Array.from({ length: 10_000 }, (_, n) => String(n + 2))];
    const { items } = await store.searchRuns(experiments, "active", some);
    expect(items.map((run) => run.info.name)).toEqual(Array.from({ length: 500 }, (_, n) => `run-${998 - 2 * n}`));
    const pages = await pagesOf((after) => store.searchRuns([id], "active", query({ limit: 300, after })));
    expect(pages.map((page) => page.length)).toEqual([300, 300, 300, 100]);
    expect(new Set(pages.flat().map((run) => run.info.id)).size).toBe(1_000);
  });
}
