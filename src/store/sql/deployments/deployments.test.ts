import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  inferenceLogContract,
  modelDeploymentStoreContract,
  sampleDeployment,
} from "../../../serving/deployments/deployment-stores.contract.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlModelDeploymentStore } from "./deployments.js";
import { createSqlInferenceLog } from "./inferences.js";

let directory: string;
const opened: SqlDatabase[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gyre-deployments-"));
});
afterAll(async () => {
  for (const database of opened) await database.close();
  await rm(directory, { recursive: true, force: true });
});

async function open(path = join(directory, `${opened.length}.db`)): Promise<SqlDatabase> {
  const database = await openSqlite(path);
  opened.push(database);
  return database;
}

describe("deployments in SQLite", () => {
  modelDeploymentStoreContract(async () => createSqlModelDeploymentStore(await open()));

  it("are seen by another process that has the database open", async () => {
    const path = join(directory, "shared.db");
    const [one, other] = [await open(path), await open(path)].map(createSqlModelDeploymentStore);
    await one.deploy(sampleDeployment("a"));
    expect((await other.list()).map(({ revision }) => revision)).toEqual([1]);
    await other.deploy(sampleDeployment("a"));
    expect((await one.get("a"))?.revision).toBe(2);
  });
});

describe("inferences in SQLite", () => inferenceLogContract(async () => createSqlInferenceLog(await open())));
