import { describe } from "vitest";
import { virtualClock } from "../../../core/index.js";
import { governanceContract } from "../../../registry/protection/governance.contract.js";
import { createMemoryArtifactTree } from "../artifact-tree.js";
import { createMemoryRegisteredModelStore } from "../registered-models/store.js";
import { createMemoryTrackingStore } from "../tracking/create.js";
import { createMemoryGovernance } from "./governance.js";

describe("protected aliases in memory", () =>
  governanceContract(async () => {
    const clock = virtualClock(0);
    return {
      governance: createMemoryGovernance(createMemoryRegisteredModelStore()),
      tracking: createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:", clock }),
      artifacts: createMemoryArtifactTree(new Map(), { clock }),
    };
  }));
