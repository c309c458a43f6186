import { describe } from "vitest";
import { virtualClock } from "../../../core/index.js";
import { trackingStoreContract } from "../../../tracking/tracking-store.contract.js";
import { createMemoryTrackingStore } from "./create.js";

describe("the tracking store in memory", () =>
  trackingStoreContract(async () =>
    createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) }),
  ));
