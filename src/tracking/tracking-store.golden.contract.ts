import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  type DatasetInput,
  parseFilter,
  parseOrderBy,
  type RunStatus,
  type TrackingStore,
  type View,
} from "./index.js";
import { pagesOf, runId, sampleInput, sampleRun } from "./tracking-store.fixture.js";

interface RecordedMetric {
  readonly key: string;
  readonly value: number | "NaN" | "Infinity" | "-Infinity";
  readonly timestamp: number;
  readonly step: number;
}

interface RecordedRun {
  readonly name: string;
  readonly user_id: string;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly status: RunStatus;
  readonly deleted: boolean;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly params: readonly { readonly key: string; readonly value: string }[];
  readonly metrics: readonly RecordedMetric[];
  readonly dataset?: { readonly name: string; readonly digest: string; readonly context: string };
}

interface Recorded {
  readonly setup: { readonly runs: readonly RecordedRun[] };
  readonly cases: readonly {
    readonly filter: string;
    readonly order_by: readonly string[];
    readonly view: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";
    readonly max_results: number;
    readonly names: readonly string[];
    readonly pages: readonly number[];
  }[];
  readonly history: { readonly metrics: readonly RecordedMetric[] };
}

const FILE = join(import.meta.dirname, "../../golden/mlflow/search-cases.json");
const VIEWS: Readonly<Record<string, View>> = { ACTIVE_ONLY: "active", DELETED_ONLY: "deleted", ALL: "all" };

/** What MLflow itself found among 30 runs (`golden/mlflow/search-cases.json`), case by case and page by page. */
export function trackingGoldenContract(open: () => Promise<TrackingStore>): void {
  const { setup, cases, history } = JSON.parse(readFileSync(FILE, "utf8")) as Recorded;

  it("finds what MLflow finds, in the same order and in pages of the same size", async () => {
    const store = await open();
    const { id } = await store.createExperiment({ name: "golden", artifactLocation: null, tags: [], at: 1 });
    for (const [n, run] of setup.runs.entries()) await repeat(store, id, n, run);
    for (const { filter, order_by, view, max_results, names, pages } of cases) {
      const found = await pagesOf((after) =>
        store.searchRuns([id], VIEWS[view], {
          where: parseFilter("runs", withIds(filter)),
          orderBy: parseOrderBy("runs", order_by),
          limit: max_results,
          after,
        }),
      );
      const name = `${view} ${filter} by ${order_by.join()}`;
      expect(
        found.flat().map((run) => run.info.name),
        name,
      ).toEqual(names);
      expect(
        found.map((page) => page.length),
        name,
      ).toEqual(pages);
    }
  });

  it("gives the history that MLflow gives", async () => {
    const store = await open();
    await repeat(store, "0", 5, setup.runs[5]);
    const { metrics } = await store.history({ runId: runId(5), key: "acc", limit: 25_000, after: null });
    expect(metrics).toEqual(history.metrics);
  });
}

function withIds(filter: string): string {
  return filter.replace(/\{r(\d+)\}/g, (_, n: string) => runId(Number(n)));
}

/** Logs again what was logged to MLflow. */
async function repeat(store: TrackingStore, experimentId: string, n: number, run: RecordedRun): Promise<void> {
  const { name, user_id: userId, start_time: startedAt, end_time: endedAt, status, params, tags } = run;
  await store.createRun(sampleRun(n, { experimentId, name, userId, startedAt }), tags);
  const metrics = run.metrics.map((metric) => ({ ...metric, value: Number(metric.value) }));
  await store.log(runId(n), { params, metrics, tags: [] });
  const { dataset } = run;
  const inputs: readonly DatasetInput[] = dataset ? [sampleInput(dataset.name, dataset.digest, dataset.context)] : [];
  await store.logInputs(runId(n), inputs, []);
  await store.changeRun(runId(n), endedAt === null ? { status } : { status, endedAt });
  if (run.deleted) await store.setRunStage(runId(n), "deleted", 9_000);
}
