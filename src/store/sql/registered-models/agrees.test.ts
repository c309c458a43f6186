import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { GyreError } from "../../../core/index.js";
import { PROMPT_TAG, type RegisteredModelStore, type VersionStage } from "../../../registry/index.js";
import { sampleWish } from "../../../registry/registered-model.fixture.js";
import type { Condition } from "../../../tracking/index.js";
import { createMemoryRegisteredModelStore } from "../../memory/registered-models/store.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlRegisteredModelStore } from "./store.js";

type Step = (store: RegisteredModelStore, at: number) => Promise<unknown>;

const name = fc.constantFrom("a", "b", "B%", "é_");
const version = fc.integer({ min: 1, max: 4 });
const key = fc.constantFrom("k", "t", PROMPT_TAG);
const value = fc.constantFrom("true", "false", "1", "", null);
const stage = fc.constantFrom<VersionStage>("None", "Staging", "Production", "Archived");
const alias = fc.constantFrom("champion", "x");

const comparison = fc.oneof(
  fc.record({
    kind: fc.constant("comparison" as const),
    field: fc.record({ entity: fc.constant("tag" as const), key }),
    comparator: fc.constantFrom("=" as const, "!=" as const, "LIKE" as const, "ILIKE" as const),
    value: fc.constantFrom("true", "false", "1", "%", "T_ue"),
  }),
  fc.record({
    kind: fc.constant("comparison" as const),
    field: fc.constant({ entity: "attribute" as const, key: "name" }),
    comparator: fc.constantFrom("=" as const, "!=" as const, "LIKE" as const, "ILIKE" as const),
    value: fc.constantFrom("a", "b", "b%", "_%", "É%"),
  }),
  fc.record({
    kind: fc.constant("comparison" as const),
    field: fc.constant({ entity: "attribute" as const, key: "name" }),
    comparator: fc.constantFrom("IN" as const, "NOT IN" as const),
    value: fc.constantFrom(["a"], ["b", "é_"]),
  }),
  fc.record({
    kind: fc.constantFrom("isNull" as const, "isNotNull" as const),
    field: fc.record({ entity: fc.constant("tag" as const), key }),
  }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    comparison,
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      parts: fc.array(tie("condition"), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("not" as const), part: tie("condition") }),
  ),
}));
const query = fc.record({
  where: fc.option(condition),
  orderBy: fc
    .subarray(["name", "last_updated_timestamp"])
    .chain((keys) =>
      fc
        .tuple(...keys.map(() => fc.boolean()))
        .map((down) =>
          keys.map((one, i) => ({ field: { entity: "attribute" as const, key: one }, isDescending: down[i] ?? false })),
        ),
    ),
  limit: fc.integer({ min: 1, max: 3 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(name, key, value).map(
    ([n, k, v]): Step =>
      (store, at) =>
        store.create({ name: n, description: null, tags: v === null ? [] : [{ key: k, value: v }], at }),
  ),
  fc.tuple(name, name).map(
    ([n, to]): Step =>
      (store, at) =>
        store.rename(n, to, at),
  ),
  fc.tuple(name, fc.integer({ min: 0, max: 9 })).map(
    ([n, rare]): Step =>
      (store, at) =>
        rare === 0 ? store.remove(n) : store.describe(n, "d", at),
  ),
  fc.tuple(name, key, value).map(
    ([n, k, v]): Step =>
      (store, at) =>
        store.tag(n, k, v, at),
  ),
  fc.tuple(name, key, value).map(
    ([n, k, v]): Step =>
      (store, createdAt) =>
        store.createVersion(sampleWish({ name: n, createdAt, tags: v === null ? [] : [{ key: k, value: v }] })),
  ),
  fc.tuple(name, version, stage, fc.boolean()).map(
    ([n, v, to, archiveOthers]): Step =>
      (store, at) =>
        store.moveToStage(n, v, { stage: to, archiveOthers, at }),
  ),
  fc.tuple(name, version).map(
    ([n, v]): Step =>
      (store, at) =>
        store.removeVersion(n, v, at),
  ),
  fc.tuple(name, version, key, value).map(
    ([n, v, k, to]): Step =>
      (store, at) =>
        store.tagVersion(n, v, { key: k, value: to, at }),
  ),
  fc.tuple(name, alias, fc.option(version)).map(
    ([n, a, v]): Step =>
      (store, at) =>
        store.setAlias(n, { alias: a, version: v, at, by: null }),
  ),
  fc.tuple(name, alias).map(
    ([n, a]): Step =>
      (store) =>
        store.byAlias(n, a),
  ),
  name.map(
    (n): Step =>
      (store) =>
        store.get(n),
  ),
  name.map(
    (n): Step =>
      (store) =>
        store.aliasHistory(n),
  ),
  query.map(
    (q): Step =>
      (store) =>
        pages((after) => store.search({ ...q, after })),
  ),
  query.map(
    (q): Step =>
      (store) =>
        pages((after) => store.searchVersions({ ...q, after })),
  ),
);

async function pages<T>(
  ask: (after: null) => Promise<{ readonly items: readonly T[]; readonly next: unknown }>,
): Promise<T[]> {
  const found: T[] = [];
  let after: unknown = null;
  do {
    const page = await ask(after as null);
    found.push(...page.items);
    after = page.next;
  } while (after !== null);
  return found;
}

const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: unknown) => (error instanceof GyreError ? [error.code, error.message] : Promise.reject(error)));

it("a store in SQL and one in memory answer alike, whatever happens to them", async () => {
  const directory = await mkdtemp(join(tmpdir(), "gyre-agrees-"));
  const database = await openSqlite(join(directory, "x.db"));
  const sql = createSqlRegisteredModelStore({ ...database, db: database.bulk.db });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const memory = createMemoryRegisteredModelStore();
      for (const [at, take] of steps.entries())
        expect(await outcome(take(sql, at))).toEqual(await outcome(take(memory, at)));
      const left = await memory.search({ where: null, orderBy: [], limit: 100, after: null });
      const prompts = {
        kind: "comparison",
        field: { entity: "tag", key: PROMPT_TAG },
        comparator: "=",
        value: "true",
      } as const;
      const hidden = await memory.search({ where: prompts, orderBy: [], limit: 100, after: null });
      for (const model of [...left.items, ...hidden.items]) await sql.remove(model.name);
    }),
    { numRuns: 60 },
  );
  await database.close();
  await rm(directory, { recursive: true, force: true });
}, 30_000);
