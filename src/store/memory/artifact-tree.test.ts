import { describe } from "vitest";
import { virtualClock } from "../../core/index.js";
import { artifactTreeContract } from "../../tracking/artifact-tree.contract.js";
import { createMemoryArtifactTree } from "./artifact-tree.js";

describe("artifacts in memory", () => {
  artifactTreeContract(async () => {
    const clock = virtualClock(1_700_000_000_000);
    const tree = createMemoryArtifactTree(new Map(), { clock, mostUploads: 5 });
    return { tree, clock, reopen: async () => tree };
  });
});
