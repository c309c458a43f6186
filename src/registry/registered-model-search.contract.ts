import { expect, it } from "vitest";
import type { Condition, Cursor, OrderBy } from "../tracking/index.js";
import type { RegisteredModelStore, RegisteredVersion } from "./index.js";
import { NEW_MODEL, sampleWish, type Wish } from "./registered-model.fixture.js";

const tagIs = (key: string, value: string, comparator: "=" | "!=" | "LIKE" | "ILIKE" = "="): Condition => ({
  kind: "comparison",
  field: { entity: "tag", key },
  comparator,
  value,
});
const attribute = (
  key: string,
  comparator: Extract<Condition, { kind: "comparison" }>["comparator"],
  value: string | number | readonly string[],
): Condition => ({ kind: "comparison", field: { entity: "attribute", key }, comparator, value });
const by = (key: string, isDescending = false): OrderBy => ({ field: { entity: "attribute", key }, isDescending });
const all = { where: null, orderBy: [], limit: 100, after: null };

/** How every store of registered models searches models; `open` gives an empty one. */
export function modelSearchContract(open: () => Promise<RegisteredModelStore>): void {
  const filled = async (): Promise<RegisteredModelStore> => {
    const store = await open();
    const models: readonly (readonly [name: string, at: number, tags: Readonly<Record<string, string>>])[] = [
      ["b", 3, { team: "red" }],
      ["a_b", 2, { team: "blue" }],
      ["A%B", 2, {}],
      ["prompt", 4, { "mlflow.prompt.is_prompt": "true", team: "red" }],
      ["É*", 1, { "mlflow.prompt.is_prompt": "false" }],
    ];
    for (const [name, at, tags] of models)
      await store.create({
        name,
        at,
        description: null,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      });
    return store;
  };
  const isPrompt = "mlflow.prompt.is_prompt";

  it.each<[string, Condition | null, string[]]>([
    ["everything but prompts", null, ["A%B", "a_b", "b", "É*"]],
    ["a name", attribute("name", "=", "b"), ["b"]],
    ["another name", attribute("name", "!=", "b"), ["A%B", "a_b", "É*"]],
    ["names like a pattern, with case", attribute("name", "LIKE", "a_b"), ["a_b"]],
    ["names like a pattern in which % and * mean themselves", attribute("name", "LIKE", "%*"), ["É*"]],
    ["names like a pattern, folding ASCII alone", attribute("name", "ILIKE", "a_B"), ["A%B", "a_b"]],
    ["no folding of É", attribute("name", "ILIKE", "é%"), []],
    ["names in a list", attribute("name", "IN", ["b", "prompt", "zz"]), ["b"]],
    ["names not in a list", attribute("name", "NOT IN", ["b", "zz"]), ["A%B", "a_b", "É*"]],
    ["a tag", tagIs("team", "red"), ["b"]],
    ["a tag of another value, which must be there", tagIs("team", "red", "!="), ["a_b"]],
    ["both of two conditions", { kind: "and", parts: [tagIs("team", "red"), attribute("name", "=", "a_b")] }, []],
    ["either", { kind: "or", parts: [tagIs("team", "red"), attribute("name", "=", "a_b")] }, ["a_b", "b"]],
    ["the opposite", { kind: "not", part: tagIs("team", "red") }, ["A%B", "a_b", "É*"]],
    ["a tag that is missing", { kind: "isNull", field: { entity: "tag", key: "team" } }, ["A%B", "É*"]],
    ["prompts that are asked for", tagIs(isPrompt, "true"), ["prompt"]],
    ["prompts asked for otherwise", tagIs(isPrompt, "false", "!="), ["prompt"]],
    ["models alone", tagIs(isPrompt, "true", "!="), ["A%B", "a_b", "b", "É*"]],
    ["models alone, said otherwise", tagIs(isPrompt, "false"), ["A%B", "a_b", "b", "É*"]],
  ])("find %s", async (_, where, names) => {
    const found = await (await filled()).search({ ...all, where });
    expect(found.items.map((model) => model.name)).toEqual(names);
    expect(found.next).toBeNull();
  });

  it("order by what is wished and then by name, in pages that fit together", async () => {
    const store = await filled();
    const orderBy = [by("last_updated_timestamp", true)];
    const names: string[] = [];
    let after: Cursor | null = null;
    do {
      const page = await store.search({ where: null, orderBy, limit: 1, after });
      names.push(...page.items.map((model) => model.name));
      after = page.next && (JSON.parse(JSON.stringify(page.next)) as Cursor);
    } while (after);
    expect(names).toEqual(["b", "A%B", "a_b", "É*"]);
    const backwards = await store.search({ ...all, orderBy: [by("name", true)] });
    expect(backwards.items.map((model) => model.name)).toEqual(["É*", "b", "a_b", "A%B"]);
  });
}

/** How every store of registered models searches versions; `open` gives an empty one. */
export function versionSearchContract(open: () => Promise<RegisteredModelStore>): void {
  const filled = async (): Promise<RegisteredModelStore> => {
    const store = await open();
    for (const name of ["a", "b", "prompt"]) await store.create({ name, ...NEW_MODEL });
    const wishes: Partial<Wish>[] = [
      { name: "b", createdAt: 5, runId: "r1", tags: [{ key: "t", value: "1" }] },
      { name: "a", createdAt: 5, source: "s3://x/a" },
      { name: "a", createdAt: 5, tags: [{ key: "t", value: "2" }] },
      { name: "a", createdAt: 9 },
      { name: "prompt", createdAt: 9, tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] },
      { name: "prompt", createdAt: 10 },
    ];
    for (const wish of wishes) await store.createVersion(sampleWish(wish));
    return store;
  };
  const titles = (items: readonly RegisteredVersion[]): string[] => items.map((one) => `${one.name}${one.version}`);

  it.each<[string, Condition | null, string[]]>([
    ["everything but prompts, the last changed first", null, ["a3", "a2", "a1", "b1"]],
    ["a name", attribute("name", "=", "a"), ["a3", "a2", "a1"]],
    ["a run", attribute("run_id", "=", "r1"), ["b1"]],
    ["runs in a list", attribute("run_id", "IN", ["r1", "r2"]), ["b1"]],
    ["runs not in a list", attribute("run_id", "NOT IN", ["r1", "r2"]), ["a3", "a2", "a1"]],
    ["a source", attribute("source_path", "LIKE", "s3://x/%"), ["a1"]],
    ["numbers", attribute("version_number", ">=", 2), ["a3", "a2"]],
    ["a tag", tagIs("t", "1", "!="), ["a2"]],
    ["versions that are prompts", tagIs("mlflow.prompt.is_prompt", "true"), ["prompt1"]],
  ])("find %s", async (_, where, expected) => {
    const found = await (await filled()).searchVersions({ ...all, where });
    expect(titles(found.items)).toEqual(expected);
    expect(found.next).toBeNull();
  });

  it("carry tags and aliases, and go on where a page ended in every order", async () => {
    const store = await filled();
    await store.setAlias("a", { alias: "x", version: 2, at: 1, by: null });
    expect((await store.searchVersions(all)).items[1]).toMatchObject({
      aliases: ["x"],
      tags: [{ key: "t", value: "2" }],
    });
    for (const [orderBy, expected] of [
      [[], ["a3", "a2", "a1", "b1"]],
      [[by("creation_timestamp")], ["a2", "a1", "b1", "a3"]],
      [
        [by("version_number"), by("name", true)],
        ["b1", "a1", "a2", "a3"],
      ],
      [[by("name", true)], ["b1", "a3", "a2", "a1"]],
    ] as const) {
      const found: string[] = [];
      let after: Cursor | null = null;
      do {
        const page = await store.searchVersions({ where: null, orderBy, limit: 2, after });
        found.push(...titles(page.items));
        after = page.next;
      } while (after);
      expect(found).toEqual(expected);
    }
  });
}
