import { expect, it } from "vitest";
import { moveAlias, moveStage, protectAlias, unprotectAlias } from "../index.js";
import { ADMIN, AUC, CHAMPION, type Churn, EDITOR } from "./governance.fixture.js";

/** Gates of whatever keeps a model: `open` gives it without versions. */
export function gatesContract(open: () => Promise<Churn>): void {
  it("are not there without a policy: an alias moves freely, and the move is noted with its digest", async () => {
    const churn = await open();
    const version = await churn.version();
    await moveAlias(churn, { ...CHAMPION, version }, EDITOR);
    const [entry] = await churn.governance.audit.list({}, { limit: 1 });
    expect(entry).toMatchObject({
      actor: "ann",
      what: "setRegisteredModelAlias",
      target: "models:/churn@champion",
      outcome: "done",
      facts: {
        moves: [{ from: null, to: version, isProtected: false, digest: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
    });
  });

  it("refuse what does not pass them, and let through what does", async () => {
    const churn = await open();
    await protectAlias(churn, AUC, "root");
    const [bad, good] = [await churn.version({ auc: 0.7 }), await churn.version({ auc: 0.9 })];
    await expect(moveAlias(churn, { ...CHAMPION, version: bad }, ADMIN)).rejects.toMatchObject({
      code: "registry.gate_failed",
      message: expect.stringContaining("is 0.7, not at least 0.8"),
    });
    expect(await churn.champion()).toBeNull();
    await moveAlias(churn, { ...CHAMPION, version: good }, EDITOR);
    expect(await churn.champion()).toBe(good);
    const [done, refused] = await churn.governance.audit.list({}, { limit: 2 });
    expect(refused).toMatchObject({ outcome: "refused", code: "registry.gate_failed" });
    expect(done.facts.moves).toMatchObject([{ gates: [{ gate: "auc >= 0.8", passed: true }] }]);
  });

  it("read the logged model's metrics before the run's", async () => {
    const churn = await open();
    const version = await churn.version({ auc: 0.9, loss: 1 });
    const { registered } = churn.governance;
    const there = await registered.version("churn", version);
    const [modelId, run] = [`m-${"1".repeat(32)}`, there!.runId];
    const times = { createdAt: 1, updatedAt: 1, status: "LOGGED_MODEL_READY", stage: "active" } as const;
    const model = { id: modelId, experimentId: "0", name: "x", artifactUri: "x", modelType: "", sourceRunId: run };
    await churn.tracking.createModel({ ...model, ...times, params: [], tags: [] });
    const value = { key: "auc", step: 0, modelId };
    const metrics = [
      { ...value, timestamp: 1, value: 0.99 },
      { ...value, timestamp: 2, value: 0.5 },
    ];
    await churn.tracking.log(run, { params: [], metrics, tags: [] });
    await registered.createVersion({ ...there!, modelId });
    await protectAlias(churn, { ...AUC, gates: ["auc >= 0.8", "loss <= 1"] }, "root");
    const refused = moveAlias(churn, { ...CHAMPION, version: version + 1 }, ADMIN);
    await expect(refused).rejects.toThrow(`auc of logged model ${modelId} is 0.5, not at least 0.8`);
  });

  it("compare with the version that has the alias", async () => {
    const churn = await open();
    const versions = [
      await churn.version({ auc: 0.8 }),
      await churn.version({ auc: 0.805 }),
      await churn.version({ auc: 0.82 }),
    ];
    await protectAlias(churn, { ...AUC, gates: ["auc better by 0.01"] }, "root");
    await moveAlias(churn, { ...CHAMPION, version: versions[0] }, EDITOR);
    await expect(moveAlias(churn, { ...CHAMPION, version: versions[1] }, EDITOR)).rejects.toMatchObject({
      code: "registry.gate_failed",
    });
    await moveAlias(churn, { ...CHAMPION, version: versions[2] }, EDITOR);
    expect(await churn.champion()).toBe(versions[2]);
  });

  it("of all policies that fit count together, until they are taken away", async () => {
    const churn = await open();
    const version = await churn.version({ auc: 0.9 });
    await protectAlias(churn, AUC, "root");
    await protectAlias(churn, { ...AUC, model: "ch*", gates: ["loss <= 1"] }, "root");
    await protectAlias(churn, { ...AUC, model: "other*", gates: ["never >= 1"] }, "root");
    await expect(moveAlias(churn, { ...CHAMPION, version }, ADMIN)).rejects.toThrow("loss was looked for in run");
    await unprotectAlias(churn, { model: "ch*", alias: "champion" }, "root");
    await moveAlias(churn, { ...CHAMPION, version }, EDITOR);
    await expect(unprotectAlias(churn, { model: "ch*", alias: "champion" }, "root")).rejects.toMatchObject({
      code: "registry.alias_unknown",
    });
  });

  it("are judged for stages too, also where archiving the others makes an older version the newest", async () => {
    const churn = await open();
    const [old, good] = [await churn.version({ auc: 0.1 }), await churn.version({ auc: 0.9 })];
    const to = (version: number, stage: "Production" | "None", archiveOthers = false) =>
      moveStage(churn, { name: "churn", version, stage, archiveOthers }, EDITOR);
    await to(old, "Production");
    await protectAlias(churn, { ...AUC, alias: "stage:Production" }, "root");
    await to(good, "Production");
    await expect(to(old, "Production", true)).rejects.toMatchObject({ code: "registry.gate_failed" });
    await expect(to(good, "None")).rejects.toMatchObject({ code: "access.forbidden" });
    expect((await churn.governance.registered.latest("churn", ["Production"]))[0].version).toBe(good);
    const entries = await churn.governance.audit.list({ what: "transitionModelVersionStage" }, { limit: 9 });
    expect(entries.map(({ outcome }) => outcome)).toEqual(["refused", "refused", "done", "done"]);
  });
}
