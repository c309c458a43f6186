import { findInterpreter, type Interpreter } from "../../compute/python/interpreter.js";
import { runScript } from "../../compute/python/run-script.js";
import { findEnvironment, openEnvironment, type VirtualEnvironment } from "../../compute/python/virtual-environment.js";
import type { PythonEnvironment, ScriptResult, ScriptTask, ScriptTrainer } from "../../training/index.js";
import { systemClock } from "../system-clock.js";
import { openTrackingState, type TrackingPlaces, type TrackingState } from "../tracking-store.js";
import { gitState } from "./git-state.js";
import { LOG, openScriptRun, type ScriptRun } from "./script-run.js";
import { startStepServer } from "./step-server.js";

/** Where scripts run, and where what they log is kept. */
export interface ScriptTrainerOptions {
  readonly projectFolder: string;
  /** Where virtual environments are kept. */
  readonly environments: string;
  readonly tracking: TrackingPlaces;
  /** The packages of a run that is repeated; without them the script's requirements are installed. */
  readonly packages?: readonly string[];
}

/** Runs training scripts in virtual environments, beside a tracking server that lives as long as the script. */
export function createScriptTrainer(options: ScriptTrainerOptions): ScriptTrainer {
  return {
    async fit(task, judge) {
      const state = await openTrackingState(options.tracking, systemClock);
      try {
        const run = await openScriptRun(state, task);
        return await run.closedAfter(async () => judge(await runIn(state, run, task, options)));
      } finally {
        await state.close();
      }
    },
  };
}

async function runIn(
  state: TrackingState,
  run: ScriptRun,
  task: ScriptTask,
  options: ScriptTrainerOptions,
): Promise<ScriptResult> {
  const { estimator, signal } = task;
  const interpreter = await findInterpreter(estimator.python, signal);
  const venv = await environmentFor(interpreter, task, options);
  try {
    return await runInEnvironment(state, run, task, {
      venv,
      environment: {
        ...interpreter,
        requirements: task.code.requirements,
        packages: venv.packages,
        git: await gitState(options.projectFolder),
      },
    });
  } finally {
    venv.release();
  }
}

async function runInEnvironment(
  state: TrackingState,
  run: ScriptRun,
  task: ScriptTask,
  { venv, environment }: { readonly venv: VirtualEnvironment; readonly environment: PythonEnvironment },
): Promise<ScriptResult> {
  await run.describe(environment);
  const server = await startStepServer(state);
  let log = new Uint8Array();
  const onLog = async (text: string): Promise<void> => {
    log = new TextEncoder().encode(text);
    await run.keep(LOG, log);
  };
  try {
    const variables = {
      MLFLOW_TRACKING_URI: server.url,
      MLFLOW_TRACKING_TOKEN: server.token,
      MLFLOW_RUN_ID: run.id,
      MLFLOW_EXPERIMENT_ID: run.experimentId,
    };
    const output = await runScript(task, { environment: venv, variables, onLog });
    await run.keep("model.onnx", output.onnx);
    return { ...output, trackingRunId: run.id, environment, log };
  } finally {
    await server.close();
  }
}

/** For a run that is repeated what was installed then, and no later versions that the requirements allow as well. */
async function environmentFor(
  interpreter: Interpreter,
  { code, signal, onLine }: ScriptTask,
  { environments: root, packages }: ScriptTrainerOptions,
): Promise<VirtualEnvironment> {
  const found = packages && (await findEnvironment({ root, clock: systemClock }, interpreter, packages));
  if (found) return found;
  const settings = code.requirements.filter((line) => line.startsWith("-"));
  const requirements = packages ? [...settings, ...packages] : code.requirements;
  return openEnvironment({
    root,
    clock: systemClock,
    interpreter,
    requirements,
    ...(signal && { signal }),
    ...(onLine && { onLine }),
  });
}
