import { expect, it } from "vitest";
import type { Inference, InferenceLog, ModelDeployment, ModelDeploymentStore } from "../index.js";

/** A deployment of version 1 under a name, at 1000. */
export function sampleDeployment(
  name: string,
  change: Partial<ModelDeployment> = {},
): Omit<ModelDeployment, "revision"> {
  return {
    name,
    uri: "models:/churn@champion",
    model: "churn",
    version: 1,
    alias: "champion",
    modelId: null,
    runId: "r1",
    source: "1/models/m-1/artifacts/model.onnx",
    digest: "d".repeat(64),
    sizeBytes: 10,
    inputs: [{ name: "X", datatype: "FP32", shape: [-1, 4] }],
    outputs: [{ name: "label", datatype: "INT64", shape: [-1] }],
    columns: ["a", "b", "c", "d"],
    at: 1000,
    by: "ann",
    ...change,
  };
}

/** What every {@link ModelDeploymentStore} must do; `open` gives an empty one. */
export function modelDeploymentStoreContract(open: () => Promise<ModelDeploymentStore>): void {
  it("serves the last that was deployed under each name, by name in code points", async () => {
    const store = await open();
    expect(await store.list()).toEqual([]);
    const first = await store.deploy(sampleDeployment("b"));
    expect(first).toEqual({ ...sampleDeployment("b"), revision: 1 });
    const weird = sampleDeployment("\uff5e ☃\u0000", { by: "x\u0000\u0001", version: null, columns: null });
    await store.deploy(weird);
    await store.deploy(sampleDeployment("🐎"));
    const second = await store.deploy(sampleDeployment("b", { version: 2, at: 2000.5 }));
    expect(second.revision).toBe(2);
    const listed = await store.list();
    expect(listed.map(({ name }) => name)).toEqual(["b", weird.name, "🐎"]);
    expect(listed[0]).toEqual(second);
    expect(await store.get(weird.name)).toEqual({ ...weird, revision: 1 });
    expect(await store.get("a")).toBeNull();
  });

  it("keeps every move, an undeployment too, and goes on counting", async () => {
    const store = await open();
    const first = await store.deploy(sampleDeployment("a"));
    await store.undeploy("a", { at: 2000, by: null });
    expect([await store.get("a"), await store.list()]).toEqual([null, []]);
    const third = await store.deploy(sampleDeployment("a", { at: 3000, by: null }));
    expect(await store.history("a")).toEqual([
      { name: "a", revision: 1, at: 1000, by: "ann", deployment: first },
      { name: "a", revision: 2, at: 2000, by: null, deployment: null },
      { name: "a", revision: 3, at: 3000, by: null, deployment: third },
    ]);
    expect(await store.history("b")).toEqual([]);
  });

  it("says so when nothing is deployed under a name", async () => {
    const store = await open();
    const unknown = { code: "serving.deployment_unknown" };
    await expect(store.undeploy("a", { at: 1, by: null })).rejects.toMatchObject(unknown);
    await store.deploy(sampleDeployment("a"));
    await store.undeploy("a", { at: 1, by: null });
    await expect(store.undeploy("a", { at: 1, by: null })).rejects.toMatchObject(unknown);
  });

  it("gives each of many at the same time a revision of its own", async () => {
    const store = await open();
    const made = await Promise.all(Array.from({ length: 8 }, (_, i) => store.deploy(sampleDeployment("a", { at: i }))));
    expect(made.map(({ revision }) => revision).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await store.history("a")).map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
}

/** What every {@link InferenceLog} must do; `open` gives an empty one. */
export function inferenceLogContract(open: () => Promise<InferenceLog>): void {
  const sample = (id: string, change: Partial<Inference> = {}): Inference => ({
    id,
    deployment: "churn",
    revision: 1,
    at: 1000,
    rows: 3,
    durationMs: 0.25,
    inputs: '[{"name":"X"}]',
    outputs: '[{"name":"label"}]',
    ...change,
  });

  it("gives what was asked and answered, the newest first, in pages", async () => {
    const log = await open();
    const all = [sample("inf_1"), sample("inf_2", { inputs: null, outputs: null }), sample("inf_3", { at: 1.5 })];
    await Promise.all([...all, sample("inf_9", { deployment: "other" })].map((one) => log.append(one)));
    expect(await log.list("churn", { limit: 10 })).toEqual(all.toReversed());
    expect(await log.list("churn", { limit: 1, before: "inf_3" })).toEqual([all[1]]);
    expect([await log.count("churn"), await log.count("other"), await log.count("none")]).toEqual([3, 1, 0]);
  });

  it("gives those of a revision behind an id, the oldest first", async () => {
    const log = await open();
    const all = ["inf_1", "inf_2", "inf_3", "inf_4"].map((id, i) => sample(id, { at: 1000 + i }));
    const others = [sample("inf_25", { revision: 2 }), sample("inf_26", { deployment: "other" })];
    await Promise.all([...all, ...others].map((one) => log.append(one)));
    const page = { revision: 1, id: undefined, until: 5000, limit: 10 };
    expect(await log.after("churn", page)).toEqual(all);
    expect(await log.after("churn", { ...page, id: "inf_1", limit: 2 })).toEqual([all[1], all[2]]);
    expect(await log.after("churn", { ...page, until: 1001 })).toEqual([all[0], all[1]]);
    expect(await log.after("none", page)).toEqual([]);
  });

  it("keeps the first of those with one id", async () => {
    const log = await open();
    await Promise.all([log.append(sample("inf_1")), log.append(sample("inf_1", { rows: 9 }))]);
    await log.append(sample("inf_1", { rows: 7 }));
    expect(await log.list("churn", { limit: 10 })).toEqual([sample("inf_1")]);
  });
}
