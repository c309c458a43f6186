import { describe } from "vitest";
import { trackingStoreContract } from "../../../tracking/tracking-store.contract.js";
import { createMemoryTrackingStore } from "./create.js";

describe("the tracking store in memory", () =>
  trackingStoreContract(async () => createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:/" })));
