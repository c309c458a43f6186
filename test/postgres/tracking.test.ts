import { describe, expect, it } from "vitest";
import { virtualClock } from "../../src/core/index.js";
import type { SqlDatabase } from "../../src/store/sql/database.js";
import { createSqlTrackingStore } from "../../src/store/sql/tracking/create.js";
import { trackingStoreContract } from "../../src/tracking/tracking-store.contract.js";
import { trackingStoreAgrees } from "../../src/tracking/tracking-store-model.oracle.js";
import { reference } from "../support/reference-tracking.js";
import { emptied, emptiedDatabases } from "./emptied.js";

describe("the tracking store in PostgreSQL", () => {
  const open = emptiedDatabases();
  const store = (database: SqlDatabase) =>
    createSqlTrackingStore(database, { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) });
  trackingStoreContract(async () => store(await open()));

  it("agrees with the store in memory after any calls", { timeout: 1_800_000 }, async () => {
    const database = await open();
    const again = async () => store(await emptied(database));
    const operations = Number(process.env.GYRE_OPERATIONS ?? 800);
    expect(await trackingStoreAgrees(again, { operations, seed: 2, reference })).toBeGreaterThanOrEqual(operations);
  });
});
