import { describe, expect, it } from "vitest";
import { virtualClock } from "../../src/core/index.js";
import { createSqlTrackingStore } from "../../src/store/sql/tracking/create.js";
import { trackingStoreContract } from "../../src/tracking/tracking-store.contract.js";
import { trackingStoreAgrees } from "../../src/tracking/tracking-store-model.oracle.js";
import { reference } from "../support/reference-tracking.js";
import { emptiedDatabases } from "./emptied.js";

describe("the tracking store in PostgreSQL", () => {
  const open = emptiedDatabases();
  const store = async () =>
    createSqlTrackingStore(await open(), { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) });
  trackingStoreContract(store);

  it("agrees with the store in memory after any calls", { timeout: 600_000 }, async () => {
    const operations = Number(process.env.GYRE_OPERATIONS ?? 800);
    expect(await trackingStoreAgrees(store, { operations, seed: 2, reference })).toBeGreaterThanOrEqual(operations);
  });
});
