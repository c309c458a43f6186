import { describe } from "vitest";
import { virtualClock } from "../../src/core/index.js";
import { createSqlTrackingStore } from "../../src/store/sql/tracking/create.js";
import { trackingStoreContract } from "../../src/tracking/tracking-store.contract.js";
import { emptiedDatabases } from "./emptied.js";

describe("the tracking store in PostgreSQL", () => {
  const open = emptiedDatabases();
  trackingStoreContract(async () =>
    createSqlTrackingStore(await open(), { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) }),
  );
});
