import type { Clock, Log } from "../core/index.js";
import type { TrainingRun, TrainingRunStore } from "../tracking/index.js";
import type { TrainingsUnderWay } from "./ports.js";

/** What ending abandoned trainings needs of the world. */
export interface AbandonedContext {
  readonly runs: TrainingRunStore;
  readonly trainings: TrainingsUnderWay;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends what a script's training had open in the tracking server. */
  readonly endScriptRun: (run: TrainingRun, failure: string) => Promise<void>;
}

const FAILURE = "killed: its process was gone before the training had ended";

/** Ends the runs whose process is gone, as failed when that is noticed, and gives them. Those of living processes are left alone. */
export async function endAbandoned(context: AbandonedContext): Promise<readonly TrainingRun[]> {
  const ended: TrainingRun[] = [];
  await context.trainings.abandoned(async (runId) => {
    const run = await context.runs.get(runId);
    if (run?.params.kind === "python") await context.endScriptRun(run, FAILURE);
    if (run?.status !== "running") return;
    const failed = { ...run, status: "failed", endedAt: context.clock.now(), failure: FAILURE } as const;
    await context.runs.save(failed);
    context.log.info("training.abandoned", { runId, model: run.model });
    ended.push(failed);
  });
  return ended;
}
