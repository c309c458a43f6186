import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { retrainingReason } from "../pipelines/index.js";
import { championAlerts } from "../project/index.js";
import { PART_OF_ANOTHER } from "./interruptible.js";
import type { Live } from "./live.js";
import type { Output } from "./output.js";
import type { Workspace } from "./workspace.js";

const STARTED = "pipelines.retraining_started";
const ENDED = "pipelines.retraining_ended";

/** Follows the project's retraining policy while its deployment serves. */
export interface Retraining {
  /** Asks the policy; when it says so, trains in a process of its own, which gives its version to the deployment as a rollout. */
  step(): Promise<void>;
  /** Ends a training under way; what it finished is kept for the next one. */
  stop(): Promise<void>;
}

/** Decides as a rehearsal does, by the time of the last training and the alerts about the champion; one training at a time, none during a rollout. */
export function followPolicy(workspace: Workspace, live: Live, output: Output): Retraining {
  const { store, context, loaded } = workspace;
  const { project } = loaded;
  const subject = project.deployment.name;
  let training: Training | null = null;
  const note = (kind: string, facts: Record<string, unknown>): Promise<void> =>
    store.events.append({ id: context.newId("ev"), at: live.clock.now(), kind, subject, facts });
  return {
    async step() {
      if (training || live.operation.rollout) return;
      const lastTrainingAt = await lastTraining(workspace);
      const alerts = await championAlerts(store, project);
      const reason = retrainingReason(project.retraining[project.policy], {
        now: live.clock.now(),
        lastTrainingAt,
        alerts,
      });
      if (reason === null) return;
      await note(STARTED, { reason });
      output.step(`Retraining: ${reason}`);
      training = trainApart(workspace);
      void training.ended.then(async (result) => {
        training = null;
        await note(ENDED, { ...result }).catch(() => undefined);
        output.step(`Retraining ${result.exit === 0 ? "ended" : `failed (exit ${result.exit})`}: ${result.said}`);
      });
    },
    async stop() {
      training?.stop();
      await training?.ended;
    },
  };
}

/** When the newest version was trained as of, or a later attempt that came to nothing: it is not repeated at every tick. */
async function lastTraining({ store, loaded: { project } }: Workspace): Promise<number> {
  const versions = await store.models.list(project.model.name);
  const runs = await Promise.all(versions.map(({ runId }) => store.runs.get(runId)));
  const attempt = await store.events.last(STARTED, project.deployment.name);
  return Math.max(0, attempt?.at ?? 0, ...runs.map((run) => run?.asOf ?? 0));
}

interface Training {
  readonly ended: Promise<{ readonly exit: number | null; readonly said: string }>;
  stop(): void;
}

/** `gyre train --deploy` as a child: training keeps a processor busy for seconds, and requests must not wait for it. */
function trainApart({ loaded: { folder }, databaseUri }: Workspace): Training {
  const gyre = fileURLToPath(new URL("../../bin/gyre.js", import.meta.url));
  const child = spawn(process.execPath, [gyre, "train", "--deploy", "--project", folder], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Not an argument, which everybody on the machine could read: it may hold a password.
    env: { ...process.env, [PART_OF_ANOTHER]: "1", ...(databaseUri !== undefined && { GYRE_DATABASE: databaseUri }) },
  });
  let lines = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      lines = (lines + chunk).slice(-4000);
    });
  }
  const ended = new Promise<{ exit: number | null; said: string }>((resolve) => {
    child.on("error", (error) => resolve({ exit: null, said: error.message }));
    child.on("close", (exit) =>
      resolve({
        exit,
        said:
          lines
            .trim()
            .split("\n")
            .findLast((line) => !line.startsWith(" ")) ?? "",
      }),
    );
  });
  return { ended, stop: () => void child.kill("SIGTERM") };
}
