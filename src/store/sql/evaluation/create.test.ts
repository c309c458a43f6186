import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virtualClock } from "../../../core/index.js";
import { wishes } from "../../../tracing/evaluation/evaluation.fixture.js";
import { evaluationStoreContract } from "../../../tracing/evaluation/evaluation-store.contract.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlTrackingStore } from "../tracking/create.js";
import { createSqlEvaluationStore } from "./create.js";

describe("the evaluation store in SQLite", () => {
  let directory: string;
  const opened: SqlDatabase[] = [];
  const open = async (path: string): Promise<SqlDatabase> => {
    const database = await openSqlite(path);
    opened.push(database);
    return database;
  };
  const stores = async (database: SqlDatabase) => ({
    tracking: await createSqlTrackingStore(database, { artifactRoot: "mlflow-artifacts:", clock: virtualClock(0) }),
    evaluation: createSqlEvaluationStore(database),
  });
  const fresh = async (): Promise<string> => {
    const path = join(directory, `${opened.length}.db`);
    await cp(join(directory, "empty.db"), path);
    return path;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "gyre-evaluation-"));
    await (await openSqlite(join(directory, "empty.db"))).close();
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  evaluationStoreContract(async () => stores(await open(await fresh())));

  it("two programs that merge at once make no record twice", async () => {
    const path = await fresh();
    const [one, two] = [await stores(await open(path)), await stores(await open(path))];
    await one.evaluation.datasets.create({ datasetId: "d-1", name: "n", tags: [], experimentIds: [], at: 1 });
    const records = wishes(...Array.from({ length: 300 }, (_, q) => ({ inputs: { q } })));
    let count = 0;
    const newId = () => `dr-${++count}`;
    const merges = [one, two, one, two].map(({ evaluation }) =>
      evaluation.datasets.merge("d-1", { records, newId, at: 2 }),
    );
    const counts = await Promise.all(merges);
    expect(counts.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(300);
    expect((await two.evaluation.datasets.records("d-1", { limit: 1000, after: null })).items).toHaveLength(300);
  });

  it("the scorers of an experiment go with it when it is collected", async () => {
    const { tracking, evaluation } = await stores(await open(await fresh()));
    const { id } = await tracking.createExperiment({ name: "e", artifactLocation: null, tags: [], at: 1 });
    await evaluation.scorers.register({ scorerId: "s", experimentId: id, name: "tone", serialized: "{}", at: 1 });
    await tracking.changeExperiment(id, { stage: "deleted", at: 2 });
    await tracking.collect(await tracking.collectable(Number.MAX_SAFE_INTEGER, 10));
    expect(await tracking.experiment(id)).toBeNull();
    expect(await evaluation.scorers.versions(id, "tone")).toEqual([]);
  });
});
