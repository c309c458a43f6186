import { describe } from "vitest";
import { virtualClock } from "../../../core/index.js";
import { traceStoreContract } from "../../../tracing/trace-store.contract.js";
import { createMemoryTrackingStore } from "../tracking/create.js";
import { createMemoryTraceStore } from "./create.js";

describe("traces in memory", () => {
  traceStoreContract(async () => {
    const tracking = createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) });
    return { tracking, traces: createMemoryTraceStore(tracking) };
  });
});
