import { expect, it } from "vitest";
import { type OrderBy, parseFilter, parseOrderBy } from "../../tracking/index.js";
import { counting, sampleDataset } from "./evaluation.fixture.js";
import type { EvaluationDatasetStore } from "./ports.js";

const ALL = { where: null, orderBy: [] as readonly OrderBy[], limit: 100, after: null };

/** What every {@link EvaluationDatasetStore} must do when it is searched; `open` gives an empty one. */
export function datasetSearchContract(open: () => Promise<EvaluationDatasetStore>): void {
  const filled = async (): Promise<EvaluationDatasetStore> => {
    const store = await open();
    const user = (name: string) => [{ key: "mlflow.user", value: name }];
    await store.create(
      sampleDataset({ datasetId: "d-1", name: "apple", tags: user("ann"), experimentIds: ["0", "1"] }),
    );
    await store.create(sampleDataset({ datasetId: "d-2", name: "Banana", at: 2000, experimentIds: ["1"] }));
    const tags = [
      { key: "stage", value: "test" },
      { key: "none", value: null },
    ];
    await store.create(sampleDataset({ datasetId: "d-3", name: "cherry", at: 2000, tags }));
    await store.create(sampleDataset({ datasetId: "d-4", name: "apple", at: 500, tags: user("bob") }));
    await store.merge("d-4", { records: [], newId: counting(), at: 9000 });
    return store;
  };

  it("gives the latest first, of equal ones the greater id", async () => {
    const { items, next } = await (await filled()).search(null, ALL);
    expect(items.map(({ datasetId }) => datasetId)).toEqual(["d-3", "d-2", "d-1", "d-4"]);
    expect(items[0].tags).toEqual([
      { key: "none", value: null },
      { key: "stage", value: "test" },
    ]);
    expect(next).toBeNull();
  });

  it("gives those of any of the experiments, each once", async () => {
    const store = await filled();
    const of = async (ids: string[]) => (await store.search(ids, ALL)).items.map(({ datasetId }) => datasetId);
    expect(await of(["1", "0"])).toEqual(["d-2", "d-1"]);
    expect(await of(["0", "no"])).toEqual(["d-1"]);
    expect(await of(["no"])).toEqual([]);
  });

  it("finds what filters ask for", async () => {
    const store = await filled();
    const cases: Readonly<Record<string, readonly string[]>> = {
      "name = 'apple'": ["d-1", "d-4"],
      "name != 'apple'": ["d-3", "d-2"],
      "name LIKE '%an%'": ["d-2"],
      "name LIKE 'B%'": ["d-2"],
      "name ILIKE 'b%'": ["d-2"],
      "name IN ('apple', 'cherry')": ["d-3", "d-1", "d-4"],
      "name >= 'apple'": ["d-3", "d-1", "d-4"],
      "created_by = 'ann'": ["d-1"],
      "created_by != 'ann'": ["d-4"],
      "last_updated_by = 'ann'": ["d-1"],
      "created_time > 500 AND created_time < 2000": ["d-1"],
      "last_update_time >= 9000": ["d-4"],
      "tags.stage = 'test'": ["d-3"],
      "tags.stage != 'x'": ["d-3"],
      "tags.none != 'x'": [],
      "tags.stage ILIKE 'T%' AND name = 'cherry'": ["d-3"],
      "name = 'Banana' OR created_by = 'bob'": ["d-2", "d-4"],
      "NOT (created_by = 'bob')": ["d-3", "d-2", "d-1"],
    };
    for (const [filter, expected] of Object.entries(cases)) {
      const { items } = await store.search(null, { ...ALL, where: parseFilter("evaluation_datasets", filter) });
      expect(
        items.map(({ datasetId }) => datasetId),
        filter,
      ).toEqual(expected);
    }
  });

  it("orders as wished, and pages come one after the other", async () => {
    const store = await filled();
    for (const [order, expected] of [
      [["name"], ["d-2", "d-1", "d-4", "d-3"]],
      [
        ["name DESC", "created_time"],
        ["d-3", "d-4", "d-1", "d-2"],
      ],
      [["last_update_time"], ["d-1", "d-3", "d-2", "d-4"]],
      [
        ["name", "name DESC"],
        ["d-2", "d-1", "d-4", "d-3"],
      ],
    ] as const) {
      const orderBy = parseOrderBy("evaluation_datasets", order);
      const found: string[] = [];
      for (let after = null, pages = 0; pages < 5; pages++) {
        const page = await store.search(null, { ...ALL, orderBy, limit: 1, after });
        found.push(...page.items.map(({ datasetId }) => datasetId));
        if (page.next === null) break;
        after = page.next as never;
      }
      expect(found, order.join()).toEqual(expected);
    }
    await expect(store.search(null, { ...ALL, after: [1] })).rejects.toMatchObject({
      code: "tracking.bad_page_token",
    });
  });
}
