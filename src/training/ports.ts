import type { Table } from "../learn/index.js";
import type { TrainingRun } from "../tracking/index.js";
import type { PythonEstimator } from "./python-estimator.js";
import type { ProjectCode } from "./types.js";

/** A model file that can be asked. */
export interface LoadedModel {
  /** What it reads, by name. */
  readonly inputs: readonly { readonly name: string }[];
  /** The probability of the outcome for each row. */
  probabilities(features: Table): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Loads ONNX files to judge them; the registry's `ModelRuntime` is one. */
export interface ModelLoader {
  load(bytes: Uint8Array): Promise<LoadedModel>;
}

/** A script to run, and what it may see: never an example of the holdout. */
export interface ScriptTask {
  readonly run: TrainingRun;
  readonly estimator: PythonEstimator;
  readonly code: ProjectCode;
  readonly features: Table;
  /** 0 or 1, one for each row of `features`. */
  readonly labels: Float64Array;
  readonly signal?: AbortSignal;
  /** Told each line that the script writes. */
  readonly onLine?: (line: string) => void;
}

/** Where a script ran: enough to make the same place again. */
export interface PythonEnvironment {
  /** Such as 3.11.7. */
  readonly version: string;
  readonly implementation: string;
  /** The interpreter that made the virtual environment. */
  readonly executable: string;
  readonly platform: string;
  readonly requirements: readonly string[];
  /** All that is installed, as `pip freeze` lists it. */
  readonly packages: readonly string[];
  /** The commit of the project's folder, null outside a repository. */
  readonly git: { readonly commit: string; readonly isDirty: boolean } | null;
}

/** What a script left. */
export interface ScriptResult {
  /** The run of the tracking server that the script logged to. */
  readonly trackingRunId: string;
  readonly onnx: Uint8Array;
  /** What the script predicts for the rows it was given, in their order; null when it wrote nothing. */
  readonly predictions: Float64Array | null;
  readonly environment: PythonEnvironment;
  /** What it wrote to stdout and stderr. */
  readonly log: Uint8Array;
}

/**
 * Runs training scripts.
 *
 * Requirements: a run of the tracking server is made before the script and closed after `judge`, as finished with the metrics that it
 * gives, failed when the script or `judge` throws, or killed when `signal` is aborted, which ends the script with all that it started;
 * the script sees the task's code and data, the environment's variables that it names, and nothing else of the project; its log is kept with
 * the run in every case. Throws `training.python_missing`, `training.script_failed`, and what `judge` throws.
 */
export interface ScriptTrainer {
  fit<T extends { readonly metrics: Readonly<Record<string, number>> }>(
    task: ScriptTask,
    judge: (result: ScriptResult) => Promise<T>,
  ): Promise<T>;
}

/**
 * Says which trainings are under way, so that what a killed process left can be told from what a living one still does.
 *
 * Requirements: from when `begin` resolves until `end` does, or until its process is gone in any way, a training is under way, for every
 * process on this machine that has the same state; a process that stands still lives. `abandoned` gives to `work` each one that was
 * begun and not ended, though its process is gone, to one caller at a time, and forgets it when `work` resolves. What another machine
 * does is never abandoned here.
 */
export interface TrainingsUnderWay {
  begin(runId: string): Promise<{ end(): Promise<void> }>;
  abandoned(work: (runId: string) => Promise<void>): Promise<void>;
}
