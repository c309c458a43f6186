import { expect, it } from "vitest";
import { approveVersion, moveAlias, protectAlias, renameModel, withdrawApproval } from "../index.js";
import { ADMIN, APPROVED, CHAMPION, type Churn, EDITOR } from "./governance.fixture.js";

/** Approvals of whatever keeps a model: `open` gives it without versions. */
export function approvalsContract(open: () => Promise<Churn>): void {
  const wish = (version: number) => ({ name: "churn", version, alias: "champion", comment: "looks right" });
  const protectedChurn = async (): Promise<Churn & { readonly one: number }> => {
    const churn = await open();
    await protectAlias(churn, APPROVED, "root");
    return { ...churn, one: await churn.version() };
  };
  const missing = { code: "registry.approval_missing" };

  it("are needed, from another than who registered the version", async () => {
    const { one, ...churn } = await protectedChurn();
    await expect(moveAlias(churn, { ...CHAMPION, version: one }, ADMIN)).rejects.toMatchObject({
      ...missing,
      message: expect.stringContaining("gyre models approve models:/churn/1 --alias champion"),
    });
    for (const actor of ["ann", "cli:ann"])
      await expect(approveVersion(churn, wish(one), actor)).rejects.toMatchObject({ code: "access.forbidden" });
    const approval = await approveVersion(churn, wish(one), "bob");
    expect(approval).toMatchObject({
      by: "bob",
      comment: "looks right",
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await moveAlias(churn, { ...CHAMPION, version: one }, EDITOR);
    const [entry] = await churn.governance.audit.list({}, { limit: 1 });
    expect(entry.facts.moves).toMatchObject([{ digest: approval.digest, approvals: [{ by: "bob", at: 5000 }] }]);
  });

  it("count for the bytes that they were given for, and for no others", async () => {
    const { one, ...churn } = await protectedChurn();
    const { digest } = await approveVersion(churn, wish(one), "bob");
    const move = () => moveAlias(churn, { ...CHAMPION, version: one }, ADMIN);
    for (const [file, words] of [
      ["model.txt", "other words"],
      ["more.txt", ""],
    ] as const) {
      await churn.write(one, file, words);
      await expect(move()).rejects.toMatchObject({
        ...missing,
        message: expect.stringContaining(
          `approval of bob was given for files with the digest ${digest.slice(0, 12)}…, now it is`,
        ),
      });
    }
    await churn.artifacts.remove(`m/${one}/more.txt`);
    await churn.write(one, "model.txt", `model ${one}`);
    await move();
    expect(await churn.champion()).toBe(one);
  });

  it("can be asked for the files that were looked at, and are refused where there are none", async () => {
    const { one, ...churn } = await protectedChurn();
    const { digest } = await approveVersion(churn, wish(one), "bob");
    await churn.write(one, "model.txt", "other");
    await expect(approveVersion(churn, { ...wish(one), digest }, "zoe")).rejects.toThrow("have changed");
    await churn.artifacts.remove(`m/${one}`);
    await expect(approveVersion(churn, wish(one), "zoe")).rejects.toThrow("has no files in this store to approve");
    await expect(moveAlias(churn, { ...CHAMPION, version: one }, ADMIN)).rejects.toThrow("now there are none");
  });

  it("count each person once, for one version and one alias, until they are withdrawn", async () => {
    const { one, ...churn } = await protectedChurn();
    await protectAlias(churn, { ...APPROVED, approvals: 2 }, "root");
    await approveVersion(churn, wish(one), "bob");
    await approveVersion(churn, wish(one), "cli:bob");
    const two = await churn.version();
    await approveVersion(churn, wish(two), "zoe");
    await approveVersion(churn, { ...wish(one), alias: "challenger" }, "zoe");
    const move = () => moveAlias(churn, { ...CHAMPION, version: one }, ADMIN);
    await expect(move()).rejects.toThrow("1 of 2 approvals");
    await approveVersion(churn, wish(one), "zoe");
    await withdrawApproval(churn, wish(one), "bob");
    await expect(move()).rejects.toThrow("1 of 2 approvals");
    await expect(withdrawApproval(churn, wish(one), "bob")).rejects.toThrow("bob has not approved");
    await approveVersion(churn, wish(one), null);
    await move();
  });

  it("do not go with a model to another name", async () => {
    const { one, ...churn } = await protectedChurn();
    await protectAlias(churn, { ...APPROVED, model: "prod" }, "root");
    await approveVersion(churn, wish(one), "bob");
    await renameModel(churn, { name: "churn", newName: "prod" }, EDITOR);
    const refused = moveAlias(churn, { name: "prod", alias: "champion", version: one }, ADMIN);
    await expect(refused).rejects.toMatchObject(missing);
  });
}
