import { describePolicy } from "../pipelines/index.js";
import { rolloutUnderWay, stepRollout } from "../project/index.js";
import type { JoinedBatch } from "../serving/index.js";
import type { RehearsalContext, RehearsalInput } from "./context.js";
import { type Diary, openDiary } from "./diary.js";
import { createPredictions, type Predictions } from "./predictions.js";
import { byMonth, byWeek, calibrationOf, qualityOf } from "./quality.js";
import { beginReplay, type Replay, watchAndRetrain } from "./replay.js";
import type { PolicyReport } from "./types.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How often, in virtual time, the report is made while the rehearsal goes on. */
const REPORT_EVERY_MS = 28 * DAY_MS;

/** What a rehearsal of a policy gives; `positiveRate` is the share of known outcomes that came true. */
export interface PolicyRehearsal {
  readonly report: PolicyReport;
  readonly positiveRate: number | null;
}

/**
 * Replays [from, to) under one retraining policy on the virtual clock: predictions with the features known at their moment,
 * outcomes when they become known, the rollout's guard every hour, and once a day the monitors and the policy. Everything that
 * is done is done by the stages that serve live. Same input, same report, `cpuSeconds` and `wallSeconds` aside. An aborted
 * `signal` ends it with the signal's reason; the models that were loaded are closed in any case.
 */
export async function rehearsePolicy(context: RehearsalContext, input: RehearsalInput): Promise<PolicyRehearsal> {
  const { from, to, loaded } = input;
  const diary = openDiary(context.clock, from, to);
  const replay = await beginReplay(context, input, diary);
  try {
    const predictions = createPredictions(context, input, replay.operation.slot);
    await replayHistory(context, input, { replay, predictions, diary });
    await predictions.learnOutcomes(Number.POSITIVE_INFINITY);
  } finally {
    await replay.operation.slot.close();
  }
  const { name } = loaded.project.deployment;
  const joined = await context.predictions.joined(name, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return { report: reportOf(context, input, diary, joined, "done"), positiveRate: positiveRate(joined) };
}

interface Course {
  readonly replay: Replay;
  readonly predictions: Predictions;
  readonly diary: Diary;
}

async function replayHistory(context: RehearsalContext, input: RehearsalInput, course: Course): Promise<void> {
  const { from, to, loaded } = input;
  const { replay, predictions, diary } = course;
  let reportedAt = from;
  for (let tick = from; tick < to; ) {
    input.signal?.throwIfAborted();
    const end = Math.min(to, tick + (await stride(context, input, tick)));
    await predictions.predict(tick, end);
    context.clock.moveTo(end);
    await predictions.learnOutcomes(end);
    await stepRollout(context, replay.operation, diary);
    if ((end - from) % DAY_MS === 0) await watchAndRetrain(context, input, replay, diary);
    if (end - reportedAt >= REPORT_EVERY_MS && end < to) {
      reportedAt = end;
      const known = await context.predictions.joined(loaded.project.deployment.name, Number.NEGATIVE_INFINITY, end);
      await input.onProgress?.(reportOf(context, input, diary, known, "running"), positiveRate(known));
    }
    tick = end;
  }
}

/** An hour while a version is on trial, whose guard looks every hour; otherwise the rest of the day, as nothing is decided sooner. */
async function stride(context: RehearsalContext, { from, loaded }: RehearsalInput, tick: number): Promise<number> {
  const underWay = await rolloutUnderWay(context, loaded.project);
  return underWay ? HOUR_MS : DAY_MS - ((tick - from) % DAY_MS);
}

/** The report of a policy that was not rehearsed yet. */
export function emptyPolicyReport(policy: string, description: string, from: number, to: number): PolicyReport {
  const none = new Float64Array(0);
  return {
    policy,
    description,
    status: "waiting",
    progress: 0,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...qualityOf(none, none),
    retrainings: 0,
    rollouts: 0,
    rollbacks: 0,
    alerts: 0,
    cpuSeconds: 0,
    wallSeconds: 0,
    months: [],
    weeks: [],
    marks: [],
    calibration: [],
    drift: [],
  };
}

function reportOf(
  context: RehearsalContext,
  input: RehearsalInput,
  diary: Diary,
  joined: JoinedBatch,
  status: "running" | "done",
): PolicyReport {
  const { from, to, policy, loaded } = input;
  return {
    ...emptyPolicyReport(policy, describePolicy(loaded.project.retraining[policy]), from, to),
    status,
    progress: status === "done" ? 1 : (context.clock.now() - from) / (to - from),
    ...qualityOf(joined.labels, joined.probabilities),
    retrainings: diary.count("retraining"),
    rollouts: diary.count("canary"),
    rollbacks: diary.count("rollback"),
    alerts: diary.count("alert"),
    ...context.compute(),
    months: byMonth(joined),
    weeks: byWeek(joined, from, to),
    marks: [...diary.marks],
    calibration: calibrationOf(joined),
    drift: diary.drift(),
  };
}

function positiveRate({ labels }: JoinedBatch): number | null {
  return labels.length === 0 ? null : labels.reduce((sum, label) => sum + label, 0) / labels.length;
}
