import { describe, expect, it } from "vitest";
import { approveVersion, moveAlias, protectAlias, withdrawApproval } from "../index.js";
import { NEW_MODEL } from "../registered-model.fixture.js";
import { approvalsContract } from "./governance.approvals.contract.js";
import { APPROVED, AUC, CHAMPION, type Churn, EDITOR, type OpenedStores, openChurn } from "./governance.fixture.js";
import { gatesContract } from "./governance.gates.contract.js";
import { waysAroundContract } from "./governance.ways-around.contract.js";

/** What every {@link Governance} must do, with what is done over it; `open` gives empty stores. */
export function governanceContract(open: () => Promise<OpenedStores>): void {
  const churn = async (): Promise<Churn> => openChurn(await open());
  describe("policies and approvals", () => keeps(open));
  describe("gates", () => gatesContract(churn));
  describe("approvals", () => approvalsContract(churn));
  describe("ways around", () => waysAroundContract(churn));
  describe("what happens at once", () => atOnce(churn));
}

function keeps(open: () => Promise<OpenedStores>): void {
  it("are kept, one of each kind, the last", async () => {
    const { protections } = (await open()).governance;
    const policy = { model: "b", alias: "x", gates: [], approvals: 1, at: 1.5, by: null };
    const gate = { kind: "betterThanHolder", metric: "ü", direction: "down", margin: 0.5 } as const;
    await protections.setPolicy(policy);
    await protections.setPolicy({ ...policy, model: "*", by: "ann" });
    await protections.setPolicy({ ...policy, gates: [gate] });
    await protections.setPolicy({ ...policy, alias: "y" });
    expect(await protections.policies("x")).toEqual([
      { ...policy, model: "*", by: "ann" },
      { ...policy, gates: [gate] },
    ]);
    expect(await protections.policies()).toHaveLength(3);
    expect(await protections.removePolicy(policy)).toBe(true);
    expect(await protections.removePolicy(policy)).toBe(false);
    expect(await protections.policies()).toHaveLength(2);
  });

  it("count a person once, however they came", async () => {
    const { protections } = (await open()).governance;
    const approval = { model: "m", version: 2, alias: "x", by: "zoe", digest: "d", comment: "", at: 1 };
    await protections.approve(approval);
    await protections.approve({ ...approval, by: "cli:zoe", digest: "e" });
    await protections.approve({ ...approval, by: "ann" });
    await protections.approve({ ...approval, by: null, version: 1 });
    const all = await protections.approvals({ model: "m" });
    expect(all.map(({ version, by, digest }) => [version, by, digest])).toEqual([
      [1, null, "d"],
      [2, "ann", "d"],
      [2, "cli:zoe", "e"],
    ]);
    expect(await protections.approvals({ model: "m", version: 2, alias: "y" })).toEqual([]);
    const key = { model: "m", version: 2, alias: "x", person: "zoe" };
    expect([await protections.withdraw(key), await protections.withdraw(key)]).toEqual([true, false]);
    expect(await protections.approvals({ model: "m", version: 2 })).toHaveLength(1);
  });

  it("change together with models and the log, or not at all", async () => {
    const { governance } = await open();
    await governance.registered.create({ name: "churn", ...NEW_MODEL });
    await governance.atomically(async ({ registered, protections, audit }) => {
      await registered.tag("churn", "a", "b", 1);
      await protections.setPolicy({ model: "churn", alias: "x", gates: [], approvals: 0, at: 1, by: null });
      await audit.append({ at: 1, actor: null, what: "x", target: "", outcome: "done", code: null, facts: {} });
    });
    expect((await governance.registered.get("churn"))?.tags).toEqual([{ key: "a", value: "b" }]);
    expect(await governance.protections.policies()).toHaveLength(1);
    expect((await governance.audit.head()).seq).toBe(1);
    await expect(governance.atomically(({ registered }) => registered.remove("no"))).rejects.toMatchObject({
      code: "registry.model_unknown",
    });
  });
}

function atOnce(open: () => Promise<Churn>): void {
  it("two moves are judged one after the other: both are better than the first, one than the other", async () => {
    const churn = await open();
    await protectAlias(churn, { ...AUC, gates: ["auc better by 0.01"] }, "root");
    const versions: number[] = [];
    for (const auc of [0.5, 0.9, 0.6, 0.8, 0.7]) versions.push(await churn.version({ auc }));
    await moveAlias(churn, { ...CHAMPION, version: versions[0] }, EDITOR);
    const moves = versions.slice(1).map((version) => moveAlias(churn, { ...CHAMPION, version }, EDITOR));
    await Promise.allSettled(moves);
    expect(await churn.champion()).toBe(versions[1]);
    const history = await churn.governance.registered.aliasHistory("churn");
    const aucs = history.map(({ version }) => [0.5, 0.9, 0.6, 0.8, 0.7][versions.indexOf(version!)]);
    expect(aucs).toEqual([...aucs].sort());
  });

  it("an approval that is withdrawn, or a policy that is set, counts for every move that is noted after it", async () => {
    const churn = await open();
    await protectAlias(churn, APPROVED, "root");
    const versions: number[] = [];
    for (let i = 0; i < 6; i++) versions.push(await churn.version({ auc: 0.1 }));
    const wish = (version: number) => ({ name: "churn", version, alias: "champion", comment: "" });
    for (const version of versions) await approveVersion(churn, wish(version), "bob");
    await Promise.allSettled([
      ...versions.map((version) => moveAlias(churn, { ...CHAMPION, version }, EDITOR)),
      ...versions.map((version) => withdrawApproval(churn, wish(version), "bob")),
      protectAlias(churn, { ...AUC, model: "*" }, "root"),
    ]);
    const entries = await churn.governance.audit.read(1, 100);
    const withdrawn = new Set<unknown>();
    let isGated = false;
    for (const { what, outcome, target, facts } of entries) {
      if (what === "withdrawApproval") withdrawn.add(target);
      if (what === "protectAlias" && target.startsWith("models:/*")) isGated = true;
      if (what !== "setRegisteredModelAlias" || outcome !== "done") continue;
      const [{ to }] = facts.moves as readonly { readonly to: number }[];
      expect([withdrawn.has(`models:/churn/${to}`), isGated]).toEqual([false, false]);
    }
    const done = entries.filter(({ what, outcome }) => what === "setRegisteredModelAlias" && outcome === "done");
    expect(await churn.governance.registered.aliasHistory("churn")).toHaveLength(done.length);
  });
}
