import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { virtualClock } from "../../../core/index.js";
import { traceStoresAgree } from "../../../tracing/trace-store-searches.oracle.js";
import { createMemoryTraceStore } from "../../memory/traces/create.js";
import { createMemoryTrackingStore } from "../../memory/tracking/create.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlTrackingStore } from "../tracking/create.js";
import { createSqlTraceStore } from "./create.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gyre-traces-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it("traces and what is found among them are in SQLite as in memory", { timeout: 120_000 }, async () => {
  const database = await openSqlite(join(directory, "gyre.db"));
  const options = { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) };
  const memory = createMemoryTrackingStore(options);
  const searches = await traceStoresAgree(
    { traces: createSqlTraceStore(database), tracking: await createSqlTrackingStore(database, options) },
    { traces: createMemoryTraceStore(memory), tracking: memory },
    { seed: 11, searches: Number(process.env.GYRE_OPERATIONS ?? 150) },
  );
  expect(searches).toBeGreaterThanOrEqual(150);
  await database.close();
});
