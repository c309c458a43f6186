import { describe, expect, it } from "vitest";
import type { RegisteredModelStore, RegisteredVersion } from "./index.js";
import { NEW_MODEL, sampleWish } from "./registered-model.fixture.js";
import { modelSearchContract, versionSearchContract } from "./registered-model-search.contract.js";

const ALL = { where: null, orderBy: [], limit: 100, after: null };
const BY_VERSION = { field: { entity: "attribute", key: "version_number" }, isDescending: false } as const;

/** What every {@link RegisteredModelStore} must do; `open` gives an empty one. */
export function registeredModelStoreContract(open: () => Promise<RegisteredModelStore>): void {
  const opened = async (versions: number): Promise<RegisteredModelStore> => {
    const store = await open();
    await store.create({ name: "late", ...NEW_MODEL });
    for (let i = 1; i <= versions; i++) await store.createVersion(sampleWish({ createdAt: 1000 + i }));
    return store;
  };
  describe("models", () => modelsContract(open));
  describe("versions", () => versionsContract(opened));
  describe("stages", () => stagesContract(opened));
  describe("aliases", () => aliasesContract(opened));
  describe("searches of models", () => modelSearchContract(open));
  describe("searches of versions", () => versionSearchContract(open));
}

function modelsContract(open: () => Promise<RegisteredModelStore>): void {
  const unknown = { code: "registry.model_unknown", message: "Registered Model with name=no not found" };

  it("are kept with one tag of each key, the last, by key in code points", async () => {
    const store = await open();
    const tags = ["\u{1F600}", "z", "\uFFFD", "z"].map((key, i) => ({ key, value: String(i) }));
    const made = await store.create({ name: "late", description: "x", tags, at: 7 });
    expect(made).toEqual({
      name: "late",
      description: "x",
      createdAt: 7,
      updatedAt: 7,
      tags: [
        { key: "z", value: "3" },
        { key: "\uFFFD", value: "2" },
        { key: "\u{1F600}", value: "0" },
      ],
      aliases: [],
      latestVersions: [],
    });
    expect(await store.get("late")).toEqual(made);
    expect(await store.get("Late")).toBeNull();
  });

  it("have names of their own", async () => {
    const store = await open();
    await store.create({ name: "a", ...NEW_MODEL });
    await store.create({ name: "b", ...NEW_MODEL });
    const taken = { code: "registry.model_exists", message: "Registered Model (name=a) already exists." };
    await expect(store.create({ name: "a", ...NEW_MODEL, tags: [{ key: "t", value: "" }] })).rejects.toMatchObject(
      taken,
    );
    await expect(store.rename("b", "a", 2000)).rejects.toMatchObject(taken);
    expect((await store.get("a"))?.tags).toEqual([]);
    expect((await store.get("b"))?.updatedAt).toBe(1000);
  });

  it("take versions, tags, aliases and the next number along to a new name", async () => {
    const store = await open();
    await store.create({ ...NEW_MODEL, name: "old", tags: [{ key: "t", value: "1" }] });
    await store.createVersion(sampleWish({ name: "old" }));
    await store.setAlias("old", { alias: "champion", version: 1, at: 1500, by: "ann" });
    const renamed = await store.rename("old", "new", 2000);
    expect(renamed).toMatchObject({ name: "new", createdAt: 1000, updatedAt: 2000, tags: [{ key: "t", value: "1" }] });
    expect(renamed.aliases).toEqual([{ alias: "champion", version: 1 }]);
    expect(renamed.latestVersions).toMatchObject([{ name: "new", version: 1, updatedAt: 2000, aliases: ["champion"] }]);
    expect(await store.get("old")).toBeNull();
    expect(await store.version("old", 1)).toBeNull();
    expect((await store.createVersion(sampleWish({ name: "new" }))).version).toBe(2);
    expect((await store.rename("new", "new", 3000)).updatedAt).toBe(3000);
    await expect(store.rename("no", "yes", 1)).rejects.toMatchObject(unknown);
  });

  it("are described, and tagged without being changed", async () => {
    const store = await open();
    await store.create({ name: "late", ...NEW_MODEL });
    expect(await store.describe("late", "new", 2000)).toMatchObject({ description: "new", updatedAt: 2000 });
    await store.tag("late", "t", "1", 3000);
    await store.tag("late", "t", "2", 3000);
    await store.tag("late", "absent", null, 3000);
    expect(await store.get("late")).toMatchObject({ updatedAt: 2000, tags: [{ key: "t", value: "2" }] });
    await store.tag("late", "t", null, 3000);
    expect((await store.get("late"))?.tags).toEqual([]);
    await expect(store.describe("no", "", 1)).rejects.toMatchObject(unknown);
    await expect(store.tag("no", "t", null, 1)).rejects.toMatchObject(unknown);
  });

  it("are removed with all that is theirs, and a new one of the name starts at 1", async () => {
    const store = await open();
    await store.create({ ...NEW_MODEL, name: "late", tags: [{ key: "t", value: "1" }] });
    await store.createVersion(sampleWish({ tags: [{ key: "v", value: "1" }] }));
    await store.setAlias("late", { alias: "a", version: 1, at: 1, by: null });
    await store.remove("late");
    expect(await store.get("late")).toBeNull();
    expect((await store.searchVersions(ALL)).items).toEqual([]);
    await expect(store.remove("late")).rejects.toMatchObject({ code: "registry.model_unknown" });
    const again = await store.create({ name: "late", ...NEW_MODEL });
    expect(again).toMatchObject({ tags: [], aliases: [], latestVersions: [] });
    expect(await store.createVersion(sampleWish())).toMatchObject({ version: 1, tags: [], aliases: [] });
    expect(await store.aliasHistory("late")).toEqual([]);
  });
}

function versionsContract(opened: (versions: number) => Promise<RegisteredModelStore>): void {
  it("are kept whole, and count from 1", async () => {
    const store = await opened(0);
    const wish = sampleWish({
      userId: "ann",
      description: null,
      storageLocation: "mlflow-artifacts:/1/models/m-1/artifacts",
      runId: "r",
      runLink: "l",
      modelId: "m-1",
      tags: [
        { key: "b", value: "1" },
        { key: "a", value: "" },
        { key: "b", value: "2" },
      ],
    });
    const first = await store.createVersion({ ...wish, createdAt: 1234 });
    expect(first).toEqual({
      ...wish,
      createdAt: 1234,
      updatedAt: 1234,
      version: 1,
      stage: "None",
      aliases: [],
      tags: [
        { key: "a", value: "" },
        { key: "b", value: "2" },
      ],
    } satisfies RegisteredVersion);
    expect(await store.version("late", 1)).toEqual(first);
    expect((await store.get("late"))?.updatedAt).toBe(1234);
    for (const version of [0, 2, -1, 1.5, 1e300]) expect(await store.version("late", version)).toBeNull();
    await expect(store.createVersion(sampleWish({ name: "no" }))).rejects.toMatchObject({
      code: "registry.model_unknown",
    });
  });

  it("count without gaps when they are made at the same time", async () => {
    const store = await opened(0);
    const made = await Promise.all(Array.from({ length: 20 }, () => store.createVersion(sampleWish())));
    expect(made.map((one) => one.version).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it("leave their numbers taken when they go, and their aliases with them", async () => {
    const store = await opened(3);
    await store.tagVersion("late", 3, { key: "t", value: "1", at: 1 });
    await store.setAlias("late", { alias: "a", version: 3, at: 1, by: null });
    await store.setAlias("late", { alias: "b", version: 2, at: 1, by: null });
    await store.removeVersion("late", 3, 5000);
    expect(await store.version("late", 3)).toBeNull();
    expect(await store.get("late")).toMatchObject({ updatedAt: 5000, aliases: [{ alias: "b", version: 2 }] });
    expect(await store.byAlias("late", "a")).toBeNull();
    expect((await store.aliasHistory("late")).at(-1)).toEqual({ alias: "a", version: null, at: 5000, by: null });
    expect((await store.createVersion(sampleWish())).version).toBe(4);
    const gone = { code: "registry.version_unknown", message: "Model Version (name=late, version=3) not found" };
    await expect(store.removeVersion("late", 3, 1)).rejects.toMatchObject(gone);
  });

  it("are described and tagged; a description does not change the model", async () => {
    const store = await opened(1);
    const described = await store.describeVersion("late", 1, "new", 5000);
    expect(described).toMatchObject({ description: "new", updatedAt: 5000 });
    await store.tagVersion("late", 1, { key: "t", value: "1", at: 6000 });
    await store.tagVersion("late", 1, { key: "t", value: "2", at: 6000 });
    await store.tagVersion("late", 1, { key: "absent", value: null, at: 6000 });
    expect(await store.version("late", 1)).toEqual({ ...described, tags: [{ key: "t", value: "2" }] });
    expect((await store.get("late"))?.updatedAt).toBe(1001);
    await store.tagVersion("late", 1, { key: "t", value: null, at: 6000 });
    expect(await store.describeVersion("late", 1, null, 7000)).toMatchObject({ description: null, tags: [] });
    for (const name of ["late", "no"]) {
      const gone = { code: "registry.version_unknown" };
      await expect(store.describeVersion(name, 2, "", 1)).rejects.toMatchObject(gone);
      await expect(store.tagVersion(name, 2, { key: "t", value: null, at: 1 })).rejects.toMatchObject(gone);
    }
  });
}

function stagesContract(opened: (versions: number) => Promise<RegisteredModelStore>): void {
  const move = { archiveOthers: false, at: 5000 };

  it("hold versions, of which the newest is the latest; the stage with the oldest version comes first", async () => {
    const store = await opened(5);
    await store.moveToStage("late", 3, { ...move, stage: "Archived" });
    await store.moveToStage("late", 2, { ...move, stage: "Staging" });
    const moved = await store.moveToStage("late", 4, { ...move, stage: "Archived" });
    expect(moved).toMatchObject({ version: 4, stage: "Archived", updatedAt: 5000 });
    const latest = await store.latest("late");
    expect(latest.map(({ version, stage }) => [version, stage])).toEqual([
      [5, "None"],
      [2, "Staging"],
      [4, "Archived"],
    ]);
    expect((await store.get("late"))?.latestVersions).toEqual(latest);
    expect((await store.get("late"))?.updatedAt).toBe(5000);
    expect((await store.latest("late", ["Archived", "Staging"])).map((one) => one.version)).toEqual([2, 4]);
    expect(await store.latest("late", ["Production"])).toEqual([]);
    await expect(store.latest("no")).rejects.toMatchObject({ code: "registry.model_unknown" });
  });

  it("are emptied into the archive when a move asks for it", async () => {
    const store = await opened(4);
    await store.moveToStage("late", 1, { ...move, stage: "Production" });
    await store.moveToStage("late", 2, { ...move, stage: "Production" });
    await store.moveToStage("late", 3, { ...move, stage: "Staging" });
    await store.moveToStage("late", 2, { stage: "Production", archiveOthers: true, at: 6000 });
    const found = (await store.searchVersions({ ...ALL, orderBy: [BY_VERSION] })).items;
    expect(found.map(({ stage, updatedAt }) => [stage, updatedAt])).toEqual([
      ["Archived", 6000],
      ["Production", 6000],
      ["Staging", 5000],
      ["None", 1004],
    ]);
    await expect(store.moveToStage("late", 9, { ...move, stage: "None" })).rejects.toMatchObject({
      code: "registry.version_unknown",
    });
  });
}

function aliasesContract(opened: (versions: number) => Promise<RegisteredModelStore>): void {
  it("name one version each and move, and every move is kept with who made it", async () => {
    const store = await opened(2);
    const moves = [
      { alias: "champion", version: 1, at: 10, by: "ann" },
      { alias: "b", version: 2, at: 11, by: null },
      { alias: "champion", version: 2, at: 12, by: "bob" },
      { alias: "champion", version: null, at: 13, by: "ann" },
    ];
    for (const move of moves.slice(0, 3)) await store.setAlias("late", move);
    expect(await store.byAlias("late", "champion")).toMatchObject({ version: 2, aliases: ["b", "champion"] });
    expect((await store.version("late", 1))?.aliases).toEqual([]);
    expect((await store.get("late"))?.aliases).toEqual([
      { alias: "b", version: 2 },
      { alias: "champion", version: 2 },
    ]);
    await store.setAlias("late", { ...moves[2], at: 99 });
    await store.setAlias("late", moves[3]);
    await store.setAlias("late", { ...moves[3], at: 99 });
    expect(await store.byAlias("late", "champion")).toBeNull();
    expect(await store.aliasHistory("late")).toEqual(moves);
    expect((await store.get("late"))?.updatedAt).toBe(1002);
    expect((await store.version("late", 2))?.updatedAt).toBe(1002);
  });

  it("need a version and a model that are there", async () => {
    const store = await opened(1);
    const move = { alias: "a", version: 2, at: 1, by: null };
    await expect(store.setAlias("late", move)).rejects.toMatchObject({ code: "registry.version_unknown" });
    await expect(store.setAlias("no", { ...move, version: 1 })).rejects.toMatchObject({
      code: "registry.version_unknown",
    });
    const unknown = { code: "registry.model_unknown" };
    await expect(store.setAlias("no", { ...move, version: null })).rejects.toMatchObject(unknown);
    await expect(store.byAlias("no", "a")).rejects.toMatchObject(unknown);
    await expect(store.aliasHistory("no")).rejects.toMatchObject(unknown);
  });
}
