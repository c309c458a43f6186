import { beforeAll, describe, expect, test } from "vitest";
import { encodeJson } from "../core/index.js";
import { tableFromRecords } from "../learn/index.js";
import { drift } from "../monitoring/index.js";
import { betterThanChampion } from "../registry/index.js";
import type { Prediction } from "../serving/index.js";
import {
  DAY,
  type Job,
  machineJobs,
  machinesInput,
  machinesProject,
  machinesWorld,
  START,
} from "./machines.fixture.js";
import { emptyPolicyReport, rehearsePolicy } from "./rehearse-policy.js";
import type { PolicyReport } from "./types.js";

const FROM = 28;
const TO = 63;
const calm = machineJobs(TO);
const loaded = machinesProject();

async function rehearse(policy: string, jobs: readonly Job[], project = loaded) {
  const world = machinesWorld(START + FROM * DAY);
  const input = machinesInput(project, policy, jobs, [FROM, TO]);
  const { report, positiveRate } = await rehearsePolicy(world.context, input);
  return { ...world, report, positiveRate };
}

type Rehearsed = Awaited<ReturnType<typeof rehearse>>;
const marksOf = (report: PolicyReport, kind: string) => report.marks.filter((mark) => mark.kind === kind);
const dayOf = (iso: string) => (Date.parse(iso) - START) / DAY;
const predictionsOf = async ({ store }: Rehearsed): Promise<readonly Prediction[]> =>
  [...(await store.predictions.list("failing", { limit: 1e6 }))].reverse();

describe("the policy never", () => {
  let never: Rehearsed;
  beforeAll(async () => {
    never = await rehearse("never", calm);
  });

  test("keeps the first version for every prediction, and predicts each example once", async () => {
    expect(never.report).toMatchObject({ status: "done", progress: 1, retrainings: 0, rollouts: 0, rollbacks: 0 });
    const all = await predictionsOf(never);
    const due = calm.filter((job) => job.at >= START + FROM * DAY);
    expect(all.map((one) => one.at)).toEqual(due.map((job) => job.at));
    expect(new Set(all.map((one) => one.versionId)).size).toBe(1);
  });

  test("every outcome counts in the report, in its month and in its week, and is the example's own", async () => {
    const due = calm.filter((job) => job.at >= START + FROM * DAY);
    const { report, positiveRate } = never;
    expect(report.predictions).toBe(due.length);
    expect(report.months.map(({ month, predictions }) => [month, predictions])).toEqual(
      [0, 1, 2].map((month) => [
        `2024-0${month + 1}`,
        due.filter((job) => new Date(job.at).getUTCMonth() === month).length,
      ]),
    );
    expect(report.weeks.map((week) => week.predictions)).toEqual(
      report.weeks.map(({ from, to }) => due.filter(({ at }) => at >= Date.parse(from) && at < Date.parse(to)).length),
    );
    expect(positiveRate).toBeCloseTo(due.filter((job) => job.failed === 1).length / due.length, 12);
    expect(report.calibration.reduce((sum, bin) => sum + bin.count, 0)).toBe(due.length);
  });

  test("a prediction is what its version answers to its features alone, however many were scored together", async () => {
    const all = await predictionsOf(never);
    const version = await never.store.models.get(all[0].versionId);
    const scorer = await never.context.runtime.load((await never.store.artifacts.get(version!.digest))!);
    for (const one of all.filter((_, i) => i % 97 === 0)) {
      const [alone] = await scorer.probabilities(tableFromRecords([one.features]));
      expect(alone).toBe(one.probability);
    }
    await scorer.close();
  });

  test("the same rehearsal gives the same report byte for byte", async () => {
    expect(encodeJson((await rehearse("never", calm)).report)).toBe(encodeJson(never.report));
  });

  test("an outcome that claims to have been known before its prediction is not lost", async () => {
    const odd = calm.map((job, i) => (i % 100 === 0 ? { ...job, knownAt: job.at - 2 * DAY } : job));
    expect((await rehearse("never", odd)).report.predictions).toBe(never.report.predictions);
  });

  test("no model stays loaded", () => {
    expect(never.open()).toBe(0);
  });
});

describe("retraining on a schedule", () => {
  let weekly: Rehearsed;
  beforeAll(async () => {
    weekly = await rehearse("weekly", calm);
  });

  test("trains when a week begins, and each training knows only the outcomes of its moment", async () => {
    const days = marksOf(weekly.report, "retraining").map((mark) => dayOf(mark.at));
    expect(days).toEqual([35, 42, 49, 56]);
    const runs = [...(await weekly.store.runs.list({ limit: 100 }))].sort((a, b) => a.asOf - b.asOf);
    expect(runs.map((run) => (run.asOf - START) / DAY)).toEqual([28, ...days]);
    for (const { asOf, metrics } of runs) {
      const cut = asOf - 7 * DAY;
      expect(metrics.trainRows).toBe(calm.filter((job) => job.at < cut && job.knownAt <= cut).length);
      expect(metrics.holdoutRows).toBe(
        calm.filter((job) => job.at >= cut && job.at < asOf && job.knownAt <= asOf).length,
      );
    }
  });

  test("a version passes its canary before it answers alone, and both moments are in the diary", async () => {
    const canaries = marksOf(weekly.report, "canary");
    const promotions = marksOf(weekly.report, "promotion");
    expect(weekly.report.rollouts).toBe(canaries.length);
    expect(promotions.length).toBeGreaterThan(1);
    const [first] = canaries;
    expect(first).toMatchObject({ version: "2", until: promotions[0].at });
    expect(dayOf(promotions[0].at) - dayOf(first.at)).toBeGreaterThanOrEqual(1);
    expect(dayOf(promotions[0].at) - dayOf(first.at)).toBeLessThan(2.5);
    const all = await predictionsOf(weekly);
    const during = all.filter(({ at }) => at >= Date.parse(first.at) && at < Date.parse(promotions[0].at));
    const onTrial = during.filter((one) => one.arm === "candidate").length / during.length;
    expect(onTrial).toBeGreaterThan(0.1);
    expect(onTrial).toBeLessThan(0.9);
    expect(all.filter(({ at }) => at < Date.parse(first.at)).every((one) => one.arm === "champion")).toBe(true);
  });

  test("what happens after a moment changes nothing that was predicted before it", async () => {
    const later = START + 58.3 * DAY;
    const changed = calm.map((job): Job => {
      const failed = job.knownAt >= later ? ((1 - job.failed) as 0 | 1) : job.failed;
      return job.at >= later
        ? { ...job, failed, machine: (job.machine + 1) % 5, load: 3 * job.load }
        : { ...job, failed };
    });
    const earlier = (all: readonly Prediction[]) => all.filter((one) => one.at < later);
    const other = await predictionsOf(await rehearse("weekly", changed));
    const own = await predictionsOf(weekly);
    expect(encodeJson(earlier(other))).toBe(encodeJson(earlier(own)));
    expect(encodeJson(other)).not.toBe(encodeJson(own));
    expect(new Set(earlier(own).map((one) => one.versionId)).size).toBeGreaterThan(2);
  });

  test("a candidate that its gates refuse is written down and never answers", async () => {
    const strict = machinesProject({ gates: [betterThanChampion("rocAuc", { confidence: 0.9999 })] });
    const { report, store } = await rehearse("weekly", calm, strict);
    expect(report).toMatchObject({ retrainings: 4, rollouts: 0 });
    const refused = marksOf(report, "refused");
    expect(refused).toHaveLength(4);
    expect(refused[0].text).toContain("Not registered: ");
    expect(await store.models.list("failing")).toHaveLength(1);
  });
});

describe("retraining on an alert", () => {
  test("waits for an alert of its kind, and for its cooldown", async () => {
    const watching = machinesProject({ monitors: [drift({ every: "1d", window: "7d", delta: 1 })] });
    const { report } = await rehearse("alert", machineJobs(TO, 40), watching);
    const retrained = marksOf(report, "retraining").map((mark) => dayOf(mark.at));
    const alerts = marksOf(report, "alert").map((mark) => dayOf(mark.at));
    expect(alerts[0]).toBeGreaterThan(40);
    expect(retrained[0]).toBe(alerts[0]);
    expect(marksOf(report, "retraining")[0].text).toContain("drifted");
    // What was refused is tried again, as the feature has gone on drifting since.
    expect(marksOf(report, "refused")[0].at).toBe(marksOf(report, "retraining")[0].at);
    expect(retrained.length).toBeGreaterThan(1);
    for (let i = 1; i < retrained.length; i++) expect(retrained[i] - retrained[i - 1]).toBeGreaterThanOrEqual(14);
    const load = report.drift.find((row) => row.feature === "load")!;
    expect(load.weeks[0]).toBeLessThan(1);
    expect(load.weeks[2]).toBeGreaterThan(1);
  });
});

describe("a rehearsal that does not come to its end", () => {
  test("an aborted one ends with the reason and lets go of its models", async () => {
    const world = machinesWorld(START + FROM * DAY);
    const stop = new AbortController();
    const seen: PolicyReport[] = [];
    const ended = rehearsePolicy(world.context, {
      ...machinesInput(loaded, "never", calm, [FROM, TO]),
      signal: stop.signal,
      async onProgress(report) {
        seen.push(report);
        stop.abort(new Error("enough"));
      },
    });
    await expect(ended).rejects.toThrow("enough");
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ status: "running", progress: 28 / (TO - FROM) });
    expect(world.open()).toBe(0);
  });

  test("a first model that fails its gates is an error", async () => {
    const strict = machinesProject({ gates: [{ kind: "atLeast", metric: "rocAuc", value: 0.999 }] });
    await expect(rehearse("never", calm, strict)).rejects.toMatchObject({ code: "registry.gate_failed" });
  });

  test("a policy that was not rehearsed has an empty report", () => {
    const report = emptyPolicyReport("never", "keeps the first model", START, START + DAY);
    expect(report).toMatchObject({
      status: "waiting",
      progress: 0,
      predictions: 0,
      rocAuc: null,
      to: "2024-01-02T00:00:00.000Z",
    });
  });
});
