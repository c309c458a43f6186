import { expect, it } from "vitest";
import type { Condition, TrackingStore } from "./index.js";
import { by, pagesOf, query, where } from "./tracking-store.fixture.js";

const TAGS = [["team", "red"], ["team", "blue"], null] as const;

/** Default, twelve experiments made two at a time, of which the fifth is deleted. */
async function thirteen(open: () => Promise<TrackingStore>): Promise<TrackingStore> {
  const store = await open();
  const { createdAt } = (await store.experiment("0"))!;
  for (let n = 1; n <= 12; n++) {
    const tag = TAGS[n % 3];
    const tags = tag ? [{ key: tag[0], value: tag[1] }] : [];
    const at = createdAt + ((n + 1) >> 1);
    await store.createExperiment({ name: `e${n}`, artifactLocation: null, tags, at });
  }
  await store.changeExperiment("5", { stage: "deleted", at: createdAt + 100 });
  return store;
}

/** The part of the contract about searches of experiments. */
export function trackingExperimentSearchContract(open: () => Promise<TrackingStore>): void {
  it("gives the newest first, then by number", async () => {
    const store = await thirteen(open);
    const ids = async (view: "active" | "deleted" | "all") =>
      (await store.searchExperiments(view, query())).items.map(({ id }) => Number(id));
    expect(await ids("all")).toEqual([11, 12, 9, 10, 7, 8, 5, 6, 3, 4, 1, 2, 0]);
    expect(await ids("active")).toEqual([11, 12, 9, 10, 7, 8, 6, 3, 4, 1, 2, 0]);
    expect(await ids("deleted")).toEqual([5]);
  });

  it("gives whole experiments", async () => {
    const store = await thirteen(open);
    const { items } = await store.searchExperiments("all", query({ orderBy: [by("attribute", "experiment_id")] }));
    expect(items).toEqual(await Promise.all(items.map(({ id }) => store.experiment(id))));
    expect(items.map(({ id }) => Number(id))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("finds experiments by name, number, times and tags", async () => {
    const store = await thirteen(open);
    const { createdAt } = (await store.experiment("0"))!;
    const cases: readonly (readonly [Condition, readonly number[]])[] = [
      [where("attribute", "name", "=", "e3"), [3]],
      [where("attribute", "name", "!=", "e3"), [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
      [where("attribute", "name", "LIKE", "e1%"), [1, 10, 11, 12]],
      [where("attribute", "name", "ILIKE", "D%"), [0]],
      [where("attribute", "experiment_id", "=", "7"), [7]],
      [where("attribute", "experiment_id", "IN", ["7", "12", "99", "x"]), [7, 12]],
      [where("attribute", "creation_time", "<=", createdAt + 1), [0, 1, 2]],
      [where("attribute", "last_update_time", ">", createdAt + 6), [5]],
      [where("tag", "team", "=", "blue"), [1, 4, 7, 10]],
      [where("tag", "team", "!=", "blue"), [3, 6, 9, 12]],
      [{ kind: "isNull", field: { entity: "tag", key: "team" } }, [0, 2, 5, 8, 11]],
      [{ kind: "not", part: where("tag", "team", "LIKE", "%") }, [0, 2, 5, 8, 11]],
    ];
    for (const [condition, expected] of cases) {
      const { items } = await store.searchExperiments("all", query({ where: condition }));
      const ids = items.map(({ id }) => Number(id)).sort((a, b) => a - b);
      expect(ids, JSON.stringify(condition)).toEqual(expected);
    }
  });

  it("orders by what is wished, and pages through it", async () => {
    const store = await thirteen(open);
    const orders = [
      [],
      [by("attribute", "name")],
      [by("attribute", "experiment_id", "descending")],
      [by("attribute", "last_update_time", "descending")],
      [by("attribute", "creation_time")],
    ];
    for (const orderBy of orders) {
      const whole = (await store.searchExperiments("active", query({ orderBy }))).items;
      const pages = await pagesOf((after) => store.searchExperiments("active", query({ orderBy, limit: 4, after })));
      expect(pages.flat()).toEqual(whole);
      expect(pages.map((page) => page.length)).toEqual([4, 4, 4]);
    }
    const named = await store.searchExperiments("all", query({ orderBy: [by("attribute", "name")], limit: 5 }));
    expect(named.items.map(({ name }) => name)).toEqual(["Default", "e1", "e10", "e11", "e12"]);
  });

  it("gives each experiment once while others come and go between pages", async () => {
    const store = await thirteen(open);
    const seen: string[] = [];
    const search = async (after: Parameters<typeof store.searchExperiments>[1]["after"]) => {
      const page = await store.searchExperiments("active", query({ limit: 5, after }));
      seen.push(...page.items.map(({ id }) => id));
      return page;
    };
    await pagesOf(search, async (page) => {
      await store.createExperiment({
        name: `new ${page}`,
        artifactLocation: null,
        tags: [],
        at: Number.MAX_SAFE_INTEGER,
      });
      await store.changeExperiment(seen[seen.length - 1], { stage: "deleted", at: 1 });
    });
    expect(seen.map(Number)).toEqual([11, 12, 9, 10, 7, 8, 6, 3, 4, 1, 2, 0]);
  });
}
