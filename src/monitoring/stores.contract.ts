import { describe, expect, it } from "vitest";
import type { AlertStore, FindingStore, MonitorStateStore } from "./ports.js";
import { startDrift } from "./step-drift.js";
import { startPerformance } from "./step-performance.js";
import type { Alert, DriftFinding, Finding, PerformanceFinding } from "./types.js";

const unknown: DriftFinding = {
  feature: "wind",
  aspect: "values",
  test: "none",
  referenceRows: 100,
  currentRows: 3,
  enough: false,
  p: null,
  pAdjusted: null,
  distance: null,
  limit: null,
  effectLow: null,
  score: null,
  drifted: false,
};
const quality: PerformanceFinding = {
  metric: "rocAuc",
  rows: 900,
  enough: true,
  value: 0.61,
  low: 0.57,
  high: 0.65,
  reference: 0.72,
  tolerance: 0.02,
  degraded: true,
};
const findings: readonly Finding[] = [
  { kind: "drift", id: "finding_a", monitor: "delays/drift", at: 3000, features: [unknown] },
  { kind: "performance", id: "finding_b", monitor: "delays/quality", at: 1000, performance: quality },
  { kind: "drift", id: "finding_d", monitor: "delays/drift", at: 2000, features: [] },
  { kind: "drift", id: "finding_c", monitor: "other/drift", at: 2000, features: [] },
];
const alerts: readonly Alert[] = [
  {
    id: "alert_a",
    at: 3000,
    kind: "drift",
    monitor: "delays/drift",
    feature: "wind",
    message: "drifted",
    evidence: unknown,
  },
  {
    id: "alert_b",
    at: 1000,
    kind: "performance",
    monitor: "delays/quality",
    message: "“worse” – 5 %",
    evidence: quality,
  },
  { id: "alert_d", at: 2000, kind: "drift", monitor: "delays/drift", feature: "it's", message: "b", evidence: unknown },
  { id: "alert_c", at: 2000, kind: "drift", monitor: "other/drift", feature: "a", message: "c", evidence: unknown },
];

/** The tests that every {@link FindingStore} must pass. `open` gives an empty store. */
export function findingStoreContract(name: string, open: () => Promise<FindingStore>): void {
  recordContract(`${name} as a finding store`, open, findings);
}

/** The tests that every {@link AlertStore} must pass. `open` gives an empty store. */
export function alertStoreContract(name: string, open: () => Promise<AlertStore>): void {
  recordContract(`${name} as an alert store`, open, alerts);
}

/** The tests that every {@link MonitorStateStore} must pass. `open` gives an empty store. */
export function monitorStateStoreContract(name: string, open: () => Promise<MonitorStateStore>): void {
  describe(`${name} as a store of monitor states`, () => {
    it("gives undefined for a monitor that was never saved", async () => {
      expect(await (await open()).load("delays/drift")).toBeUndefined();
    });

    it("gives back the state saved last, each monitor's own", async () => {
      const store = await open();
      const drift = startDrift("delays/drift");
      const performance = startPerformance("delays/quality");
      await store.save(drift);
      await store.save(performance);
      const signal = { status: "FIRING" as const, firing: true, recent: ["over" as const, "over" as const], since: 17 };
      const later = { ...drift, signals: [{ feature: "wind", aspect: "missing" as const, signal }] };
      await store.save(later);
      expect(await store.load("delays/drift")).toEqual(later);
      expect(await store.load("delays/quality")).toEqual(performance);
    });
  });
}

interface RecordStore<R> {
  record(record: R): Promise<void>;
  list(filter: {
    monitor?: string;
    kind?: "drift" | "performance";
    from?: number;
    until?: number;
  }): Promise<readonly R[]>;
}

function recordContract<R extends Finding | Alert>(
  title: string,
  open: () => Promise<RecordStore<R>>,
  records: readonly R[],
): void {
  const filled = async (): Promise<RecordStore<R>> => {
    const store = await open();
    for (const record of records) await store.record(record);
    return store;
  };
  const [last, first, third, second] = records;

  describe(title, () => {
    it("is empty at first", async () => {
      expect(await (await open()).list({})).toEqual([]);
    });

    it("lists everything by time, then by id, equal to what was recorded", async () => {
      expect(await (await filled()).list({})).toEqual([first, second, third, last]);
    });

    it("keeps the first of two records with one id", async () => {
      const store = await filled();
      await store.record({ ...first, monitor: "changed" });
      expect(await store.list({})).toEqual([first, second, third, last]);
    });

    it("filters by monitor, by kind and by a time from … before until, alone and together", async () => {
      const store = await filled();
      expect(await store.list({ monitor: "delays/drift" })).toEqual([third, last]);
      expect(await store.list({ kind: "performance" })).toEqual([first]);
      expect(await store.list({ from: 2000 })).toEqual([second, third, last]);
      expect(await store.list({ until: 2000 })).toEqual([first]);
      expect(await store.list({ from: 2000, until: 3000, monitor: "other/drift", kind: "drift" })).toEqual([second]);
      expect(await store.list({ monitor: "unheard of" })).toEqual([]);
    });
  });
}
