import { asGyreError, GyreError } from "../../core/index.js";
import {
  checkedBatch,
  type Experiment,
  nameFault,
  type RunInfo,
  randomHexId,
  randomName,
  treePath,
} from "../../tracking/index.js";
import type { PythonEnvironment, ScriptTask } from "../../training/index.js";
import { secureRandom } from "../secure-random.js";
import { systemClock } from "../system-clock.js";
import type { TrackingState } from "../tracking-store.js";
import { datasetOf, environmentTags, pairs, tagsOf, userName } from "./script-facts.js";

/** The run of the tracking server that a script logs to. */
export interface ScriptRun {
  readonly id: string;
  readonly experimentId: string;
  /** Tags it with where the script runs, and keeps the list of what is installed. */
  describe(environment: PythonEnvironment): Promise<void>;
  /** Keeps a file among its artifacts, under `gyre/`. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
  /** Closes the run when `work` has ended: as finished with its metrics, failed, or killed when the task was aborted. */
  closedAfter<T extends { readonly metrics: Readonly<Record<string, number>> }>(work: () => Promise<T>): Promise<T>;
}

/** The name of what a script wrote, among the artifacts. */
export const LOG = "log.txt";

/** As many as one call may log; all are in the recipe. */
const MOST_PARAMS = 100;

/** Makes the run: in the experiment of the project's name, with the dataset version as its input and the code among its artifacts. */
export async function openScriptRun(state: TrackingState, task: ScriptTask): Promise<ScriptRun> {
  const { tracking } = state;
  const info = await makeRun(state, task);
  const { id, experimentId } = info;
  let hasLog = false;
  const keep = async (name: string, bytes: Uint8Array): Promise<void> => {
    hasLog ||= name === LOG;
    const root = treePath(info.artifactUri);
    if (root !== null) await state.artifacts.write(`${root}/gyre/${name}`, once(bytes));
  };
  return {
    id,
    experimentId,
    keep,
    async describe(environment) {
      await tracking.log(id, checkedBatch({ params: [], metrics: [], tags: environmentTags(environment) }));
      await keep("packages.txt", new TextEncoder().encode(environment.packages.map((line) => `${line}\n`).join("")));
    },
    async closedAfter(work) {
      try {
        await tracking.logInputs(id, [datasetOf(task)], []);
        for (const [path, text] of Object.entries(task.code.files))
          await keep(`code/${path}`, new TextEncoder().encode(text));
        const result = await work();
        await logResult(state, id, task, result.metrics);
        await tracking.changeRun(id, { status: "FINISHED", endedAt: systemClock.now() });
        return result;
      } catch (cause) {
        const isStopped = task.signal?.aborted === true;
        await tracking.changeRun(id, { status: isStopped ? "KILLED" : "FAILED", endedAt: systemClock.now() });
        throw hasLog && !isStopped ? withLog(asGyreError(cause), id) : cause;
      }
    },
  };
}

async function makeRun(state: TrackingState, task: ScriptTask): Promise<RunInfo> {
  const experiment = await experimentOf(state, task.run.project);
  const id = randomHexId(secureRandom());
  const info: RunInfo = {
    id,
    experimentId: experiment.id,
    name: `${task.run.model}-${randomName(secureRandom())}`,
    userId: userName(),
    status: "RUNNING",
    startedAt: systemClock.now(),
    endedAt: null,
    artifactUri: `${experiment.artifactLocation.replace(/\/+$/, "")}/${id}/artifacts`,
    stage: "active",
  };
  await state.tracking.createRun(info, tagsOf(task, info.name));
  return info;
}

async function experimentOf({ tracking }: TrackingState, name: string): Promise<Experiment> {
  const found = await tracking.experimentByName(name);
  if (found) return found;
  return tracking
    .createExperiment({ name, artifactLocation: null, tags: [], at: systemClock.now() })
    .catch(async (error) => {
      const made = await tracking.experimentByName(name);
      if (made) return made;
      throw error;
    });
}

/** What Gyre measured on the holdout, and the hyperparameters that the script did not log itself. */
async function logResult(
  { tracking }: TrackingState,
  id: string,
  { estimator }: ScriptTask,
  measured: Readonly<Record<string, number>>,
): Promise<void> {
  const logged = new Set((await tracking.run(id))?.params.map(({ key }) => key));
  const at = systemClock.now();
  const params = pairs(estimator.params)
    .filter(({ key }) => !logged.has(key) && nameFault(key) === null)
    .slice(0, MOST_PARAMS);
  const metrics = Object.entries(measured)
    .filter(([, value]) => Number.isFinite(value))
    .map(([name, value]) => ({ key: `holdout.${name}`, value, timestamp: at, step: 0 }));
  await tracking.log(id, checkedBatch({ params, metrics, tags: [] }));
}

function withLog(error: GyreError, id: string): GyreError {
  if (error.code !== "training.script_failed") return error;
  return new GyreError(error.code, error.message, {
    hint: `all that it wrote: gyre artifacts download ${id} gyre/${LOG}; what a script is given: docs/guides/train-in-python.md`,
    details: { ...error.details, trackingRunId: id },
    cause: error,
  });
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
