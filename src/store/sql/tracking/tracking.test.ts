import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { virtualClock } from "../../../core/index.js";
import { trackingStoreContract } from "../../../tracking/tracking-store.contract.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlTrackingStore } from "./create.js";

let directory: string;
let count = 0;
const opened: SqlDatabase[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gyre-tracking-"));
  await (await openSqlite(join(directory, "empty.db"))).close();
});

afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe("the tracking store in SQLite", () =>
  trackingStoreContract(async () => {
    const path = join(directory, `${count++}.db`);
    await copyFile(join(directory, "empty.db"), path);
    const database = await openSqlite(path);
    opened.push(database);
    return createSqlTrackingStore(database, { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) });
  }));
