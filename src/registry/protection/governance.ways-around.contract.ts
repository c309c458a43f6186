import { expect, it } from "vitest";
import { moveAlias, protectAlias, removeModel, removeVersion, renameModel } from "../index.js";
import { NEW_MODEL } from "../registered-model.fixture.js";
import { ADMIN, APPROVED, AUC, CHAMPION, type Churn, EDITOR } from "./governance.fixture.js";

/** That nothing leads around the protection of an alias: `open` gives a model without versions. */
export function waysAroundContract(open: () => Promise<Churn>): void {
  const held = async (): Promise<Churn & { readonly version1: number }> => {
    const churn = await open();
    const version1 = await churn.version({ auc: 0.9 });
    await moveAlias(churn, { ...CHAMPION, version: version1 }, EDITOR);
    await protectAlias(churn, AUC, "root");
    return { ...churn, version1 };
  };
  const forbidden = {
    code: "access.forbidden",
    message: expect.stringContaining("models:/churn@champion is protected"),
  };

  it("a protected alias goes only with the right to approve: by itself, with its version, its model or its name", async () => {
    const { version1, ...churn } = await held();
    const release = { ...CHAMPION, version: null };
    await expect(moveAlias(churn, release, EDITOR)).rejects.toMatchObject(forbidden);
    await expect(removeVersion(churn, { name: "churn", version: version1 }, EDITOR)).rejects.toMatchObject(forbidden);
    await expect(removeModel(churn, "churn", EDITOR)).rejects.toMatchObject(forbidden);
    await expect(renameModel(churn, { name: "churn", newName: "x" }, EDITOR)).rejects.toMatchObject(forbidden);
    expect(await churn.champion()).toBe(version1);
    await moveAlias(churn, release, ADMIN);
    expect(await churn.champion()).toBeNull();
    const [entry] = await churn.governance.audit.list({}, { limit: 1 });
    expect(entry).toMatchObject({ what: "deleteRegisteredModelAlias", actor: "root", outcome: "done" });
    await removeModel(churn, "churn", EDITOR);
  });

  it("an alias that was set under another name does not come in by renaming", async () => {
    const churn = await open();
    await churn.governance.registered.create({ name: "toy", ...NEW_MODEL });
    const version = await churn.version({}, "toy");
    await moveAlias(churn, { name: "toy", alias: "champion", version }, EDITOR);
    await protectAlias(churn, { ...AUC, model: "prod-*" }, "root");
    const rename = (mover: typeof EDITOR) => renameModel(churn, { name: "toy", newName: "prod-1" }, mover);
    await expect(rename(EDITOR)).rejects.toThrow("models:/prod-1@champion is protected");
    await rename(ADMIN);
  });

  it("a name whose alias is protected stays protected when its model is made anew", async () => {
    const { version1: _, ...churn } = await held();
    await removeModel(churn, "churn", ADMIN);
    await churn.governance.registered.create({ name: "churn", ...NEW_MODEL });
    const version = await churn.version({ auc: 0.1 });
    await expect(moveAlias(churn, { ...CHAMPION, version }, ADMIN)).rejects.toMatchObject({
      code: "registry.gate_failed",
    });
  });

  it("what moves nothing needs nothing, and what cannot be is told as ever", async () => {
    const { version1, ...churn } = await held();
    await protectAlias(churn, APPROVED, "root");
    const before = await churn.governance.audit.head();
    await moveAlias(churn, { ...CHAMPION, version: version1 }, EDITOR);
    expect(await churn.governance.audit.head()).toEqual(before);
    const unknown = { code: "registry.version_unknown", message: "Model Version (name=churn, version=9) not found" };
    await expect(moveAlias(churn, { ...CHAMPION, version: 9 }, EDITOR)).rejects.toMatchObject(unknown);
    await expect(removeModel(churn, "no", EDITOR)).rejects.toMatchObject({ code: "registry.model_unknown" });
  });
}
