import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { reference } from "../../../../test/support/reference-tracking.js";
import { virtualClock } from "../../../core/index.js";
import type { TrackingStore } from "../../../tracking/index.js";
import { trackingStoreContract } from "../../../tracking/tracking-store.contract.js";
import { trackingStoreAgrees } from "../../../tracking/tracking-store-model.oracle.js";
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

async function open(): Promise<TrackingStore> {
  const path = join(directory, `${count++}.db`);
  await copyFile(join(directory, "empty.db"), path);
  const database = await openSqlite(path);
  opened.push(database);
  return createSqlTrackingStore(database, { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) });
}

describe("the tracking store in SQLite", () => {
  trackingStoreContract(open);

  it("agrees with the store in memory after any calls", { timeout: 600_000 }, async () => {
    const operations = Number(process.env.GYRE_OPERATIONS ?? 800);
    expect(await trackingStoreAgrees(open, { operations, seed: 1, reference })).toBeGreaterThanOrEqual(operations);
  });
});
