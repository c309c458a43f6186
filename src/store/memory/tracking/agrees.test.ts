import { describe, expect, it } from "vitest";
import { reference } from "../../../../test/support/reference-tracking.js";
import { virtualClock } from "../../../core/index.js";
import type { TrackingStore } from "../../../tracking/index.js";
import { trackingStoreAgrees } from "../../../tracking/tracking-store-model.oracle.js";
import { createMemoryTrackingStore } from "./create.js";

const opened = (): TrackingStore =>
  createMemoryTrackingStore({ artifactRoot: "file:///artifacts", clock: virtualClock(0) });

/** A store that is right but for one thing. */
function faulty(fault: (right: TrackingStore) => Partial<TrackingStore>): () => Promise<TrackingStore> {
  return async () => {
    const right = opened();
    return { ...right, ...fault(right) };
  };
}

describe("random calls", () => {
  it("agree with the store in memory itself", async () => {
    const calls = await trackingStoreAgrees(async () => opened(), { operations: 500, seed: 7, reference });
    expect(calls).toBeGreaterThanOrEqual(500);
  });

  it.each<readonly [string, (right: TrackingStore) => Partial<TrackingStore>]>([
    ["keeps a tag that was removed", () => ({ removeRunTag: async () => {} })],
    [
      "restores no run of an experiment",
      (right) => ({
        async changeExperiment(id, change) {
          await right.changeExperiment(id, change);
          const query = { where: null, orderBy: [], limit: 100, after: null };
          if (change.stage === "active")
            for (const run of (await right.searchRuns([id], "active", query)).items)
              await right.setRunStage(run.info.id, "deleted", change.at);
        },
      }),
    ],
    [
      "loses the last point of a history",
      (right) => ({
        async history(query) {
          const { metrics, hasMore } = await right.history(query);
          return { metrics: hasMore || metrics.length < 2 ? metrics : metrics.slice(0, -1), hasMore };
        },
      }),
    ],
    [
      "forgets the order of a search",
      (right) => ({ searchRuns: (ids, view, query) => right.searchRuns(ids, view, { ...query, orderBy: [] }) }),
    ],
  ])("notice a store that %s", async (_, fault) => {
    await expect(trackingStoreAgrees(faulty(fault), { operations: 3_000, seed: 7, reference })).rejects.toThrow(
      "Property failed",
    );
  });
});
