import { expect, it } from "vitest";
import { counting, sampleDataset } from "./evaluation.fixture.js";
import type { EvaluationDatasetStore } from "./ports.js";

const UNKNOWN = { code: "tracing.dataset_unknown", message: "Evaluation dataset with id 'd-no' not found" };

/** What every {@link EvaluationDatasetStore} must do with datasets; `open` gives an empty one. */
export function datasetStoreContract(open: () => Promise<EvaluationDatasetStore>): void {
  it("a dataset is kept as it was made, its tags by key, its maker from the tag that says so", async () => {
    const store = await open();
    const tags = [
      { key: "team", value: "red" },
      { key: "mlflow.user", value: "ann" },
      { key: "\0", value: null },
      { key: "team", value: "blue" },
    ];
    const made = await store.create(sampleDataset({ tags, name: "é\0" }));
    expect(made).toMatchObject({
      datasetId: "d-1",
      name: "é\0",
      tags: [
        { key: "\0", value: null },
        { key: "mlflow.user", value: "ann" },
        { key: "team", value: "blue" },
      ],
      schema: null,
      profile: null,
      createdAt: 1000,
      updatedAt: 1000,
      createdBy: "ann",
      updatedBy: "ann",
    });
    expect(await store.dataset("d-1")).toEqual(made);
    expect(await store.dataset("d-no")).toBeNull();
  });

  it("the digest is that of name and time, as the server of the protocol has it", async () => {
    const store = await open();
    const { digest } = await store.create(sampleDataset({ name: "d1", at: 1795311395205 }));
    expect(digest).toBe("321b2904");
  });

  it("two datasets may have one name, and removing one leaves the other", async () => {
    const store = await open();
    await store.create(sampleDataset());
    await store.create(sampleDataset({ datasetId: "d-2" }));
    await store.merge("d-1", { records: [], newId: counting(), at: 2000 });
    await store.remove("d-1");
    await store.remove("d-1");
    expect(await store.dataset("d-1")).toBeNull();
    expect(await store.dataset("d-2")).not.toBeNull();
  });

  it("tags are set and removed, and nothing else of the dataset changes", async () => {
    const store = await open();
    const made = await store.create(sampleDataset({ tags: [{ key: "a", value: "1" }] }));
    await store.tag("d-1", [
      { key: "b", value: "2" },
      { key: "a", value: "3" },
    ]);
    await store.removeTag("d-1", "b");
    await store.removeTag("d-1", "b");
    await store.removeTag("d-no", "b");
    expect(await store.dataset("d-1")).toEqual({ ...made, tags: [{ key: "a", value: "3" }] });
    await expect(store.tag("d-no", [])).rejects.toMatchObject(UNKNOWN);
  });

  it("experiments are kept in the order in which they came, each once, whether they exist or not", async () => {
    const store = await open();
    await store.create(sampleDataset({ experimentIds: ["7", "0", "7"] }));
    expect(await store.experimentIds("d-1")).toEqual(["7", "0"]);
    expect(await store.addExperiments("d-1", ["0", "5"], 2000)).toMatchObject({ updatedAt: 2000 });
    expect(await store.experimentIds("d-1")).toEqual(["7", "0", "5"]);
    expect(await store.removeExperiments("d-1", ["7", "9"], 3000)).toMatchObject({ updatedAt: 3000 });
    expect(await store.experimentIds("d-1")).toEqual(["0", "5"]);
    expect(await store.experimentIds("d-no")).toEqual([]);
  });

  it("taking away an experiment that a dataset does not have changes nothing", async () => {
    const store = await open();
    const made = await store.create(sampleDataset());
    expect(await store.removeExperiments("d-1", ["7"], 3000)).toEqual(made);
    await expect(store.removeExperiments("d-no", [], 1)).rejects.toMatchObject(UNKNOWN);
    await expect(store.addExperiments("d-no", [], 1)).rejects.toMatchObject(UNKNOWN);
  });
}
