import { describe, expect, it } from "vitest";
import { virtualClock } from "../../src/core/index.js";
import { createMemoryTraceStore } from "../../src/store/memory/traces/create.js";
import { createMemoryTrackingStore } from "../../src/store/memory/tracking/create.js";
import { createSqlTraceStore } from "../../src/store/sql/traces/create.js";
import { createSqlTrackingStore } from "../../src/store/sql/tracking/create.js";
import { traceStoreContract } from "../../src/tracing/trace-store.contract.js";
import { sampleWish, traceId } from "../../src/tracing/trace-store.fixture.js";
import { sharedTracesContract } from "../../src/tracing/trace-store.shared.contract.js";
import { traceStoresAgree } from "../../src/tracing/trace-store-searches.oracle.js";
import { emptiedDatabases } from "./emptied.js";

const OPTIONS = { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) };

describe("traces in PostgreSQL", () => {
  const databases = emptiedDatabases();
  const open = async () => {
    const database = await databases();
    return { tracking: await createSqlTrackingStore(database, OPTIONS), traces: createSqlTraceStore(database) };
  };
  traceStoreContract(open);
  sharedTracesContract(async () => {
    const database = await databases();
    await createSqlTrackingStore(database, OPTIONS);
    return [createSqlTraceStore(database), createSqlTraceStore(database), createSqlTraceStore(database)];
  });

  it("give tags and metadata in the order of their keys, however often they were set", async () => {
    const { traces } = await open();
    const texts = { "b.c": "1", a: "2", B: "3" };
    await traces.begin({ ...sampleWish(1), tags: texts, metadata: texts });
    await traces.tag(traceId(1), "a", "4");
    const [{ tags, metadata }] = await traces.traces([traceId(1)]);
    for (const given of [tags, metadata]) expect(Object.keys(given)).toEqual(Object.keys(given).sort());
    expect(tags).toMatchObject({ ...texts, a: "4" });
  });

  it("agree with those in memory, and so does what is found among them", { timeout: 120_000 }, async () => {
    const tracking = createMemoryTrackingStore(OPTIONS);
    const searches = Number(process.env.GYRE_OPERATIONS ?? 150);
    const memory = { tracking, traces: createMemoryTraceStore(tracking) };
    expect(await traceStoresAgree(await open(), memory, { seed: 12, searches })).toBeGreaterThanOrEqual(searches);
  });
});
