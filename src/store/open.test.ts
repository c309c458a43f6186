import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleVersion } from "../registry/model-store.contract.js";
import { sampleBatch } from "../serving/prediction-log.contract.js";
import { openStore } from "./open.js";

describe("openStore", () => {
  let root: string;
  let count = 0;
  const fresh = (): string => join(root, String(count++));

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "gyre-open-"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("finds everything again after closing", async () => {
    const state = fresh();
    const first = await openStore(state);
    const version = await first.models.add(sampleVersion());
    await first.models.setAlias("late", "champion", version.id, 5);
    const pending = first.predictions.append(sampleBatch(2));
    await first.close();
    await pending;
    const second = await openStore(state);
    expect(await second.models.alias("late", "champion")).toEqual(version);
    expect(await second.predictions.count("late")).toBe(2);
    await second.close();
  });

  it("lets two stores of one process write to one directory at once without waiting on themselves", async () => {
    const state = fresh();
    const stores = await Promise.all([openStore(state), openStore(state), openStore(state)]);
    const work = Array.from({ length: 10 }, (_, n) =>
      stores.map(async ({ models, predictions }, i) => {
        const id = `mv_${n}_${i}`;
        await predictions.append(sampleBatch(1, { prefix: id }));
        return (await models.add(sampleVersion({ id, runId: id }))).version;
      }),
    );
    const numbers = await Promise.all(work.flat());
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect(await stores[0].predictions.count("late")).toBe(30);
    for (const store of stores) await store.close();
  });

  it("says store.corrupt, with the path and what to do, when the database is something else", async () => {
    const state = fresh();
    await (await openStore(state)).close();
    await writeFile(join(state, "gyre.db"), "not a database ".repeat(500));
    await expect(openStore(state)).rejects.toMatchObject({
      code: "store.corrupt",
      message: expect.stringContaining(join(state, "gyre.db")),
      hint: expect.stringContaining("backup"),
    });
  });

  it("refuses a store that a newer Gyre has written", async () => {
    const state = fresh();
    await (await openStore(state)).close();
    const database = new DatabaseSync(join(state, "gyre.db"));
    database.exec("insert into schema_version values (999, 'from the future')");
    database.close();
    await expect(openStore(state)).rejects.toMatchObject({ code: "store.too_new", details: { version: 999 } });
  });

  it("says store.unavailable where the state directory cannot be", async () => {
    const file = fresh();
    await writeFile(file, "");
    await expect(openStore(join(file, ".gyre"))).rejects.toMatchObject({ code: "store.unavailable" });
  });
});
