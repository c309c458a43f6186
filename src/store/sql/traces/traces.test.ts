import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virtualClock } from "../../../core/index.js";
import { traceStoreContract } from "../../../tracing/trace-store.contract.js";
import { type OpenTraces, sampleSpan, sampleWish, traceId } from "../../../tracing/trace-store.fixture.js";
import { sharedTracesContract } from "../../../tracing/trace-store.shared.contract.js";
import { collectGarbage } from "../../../tracking/index.js";
import { createMemoryArtifactTree } from "../../memory/artifact-tree.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlTrackingStore } from "../tracking/create.js";
import { createSqlTraceStore } from "./create.js";

let directory: string;
let count = 0;
const opened: SqlDatabase[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gyre-traces-"));
  await (await openSqlite(join(directory, "empty.db"))).close();
});

afterAll(async () => {
  for (const database of opened.splice(0)) await database.close();
  await rm(directory, { recursive: true, force: true });
});

async function open(): Promise<OpenTraces> {
  const path = join(directory, `${count++}.db`);
  await copyFile(join(directory, "empty.db"), path);
  const database = await openSqlite(path);
  opened.push(database);
  const options = { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) };
  return { tracking: await createSqlTrackingStore(database, options), traces: createSqlTraceStore(database) };
}

describe("traces in SQLite", () => {
  traceStoreContract(open);
  sharedTracesContract(async () => {
    const path = join(directory, `${count++}.db`);
    await copyFile(join(directory, "empty.db"), path);
    const databases = await Promise.all([openSqlite(path), openSqlite(path)]);
    opened.push(...databases);
    await createSqlTrackingStore(databases[0], { artifactRoot: "mlflow-artifacts:/", clock: virtualClock(0) });
    return databases.map(createSqlTraceStore);
  });

  it("are removed for good with their experiment, and stay with one that is only deleted", async () => {
    const { tracking, traces } = await open();
    const { id } = await tracking.createExperiment({ name: "gone", artifactLocation: null, tags: [], at: 1 });
    await traces.logSpans(id, [sampleSpan(1, 1), sampleSpan(2, 2)]);
    await traces.begin(sampleWish(3));
    await tracking.changeExperiment(id, { stage: "deleted", at: 2 });
    expect(await traces.count([id], null)).toBe(2);
    const clock = virtualClock(100);
    const context = {
      tracking,
      traces,
      artifacts: createMemoryArtifactTree(new Map(), { clock }),
      objects: null,
      neededArtifacts: async function* () {},
      clock,
    };
    await collectGarbage(context, { olderThanMs: 10, isDryRun: false });
    expect(await traces.traces([1, 2, 3].map(traceId))).toMatchObject([{ traceId: traceId(3) }]);
    expect((await traces.spans([traceId(1)])).size).toBe(0);
  });
});
