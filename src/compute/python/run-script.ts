import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { durationMs, GyreError, sha256 } from "../../core/index.js";
import { inScratch } from "../../store/files/scratch.js";
import type { ScriptTask } from "../../training/index.js";
import { writeTable } from "../duckdb/write-table.js";
import { scriptEnvironment } from "./child-environment.js";
import { launched } from "./launcher.js";
import { type Ended, lastLines, runProgram } from "./run-program.js";
import type { VirtualEnvironment } from "./virtual-environment.js";

/** What a script left in its folder. */
export interface ScriptOutput {
  readonly onnx: Uint8Array;
  readonly predictions: Float64Array | null;
}

/** Where a script runs, and what it is told besides its task. */
export interface ScriptPlace {
  readonly environment: VirtualEnvironment;
  /** Variables such as the address of the tracking server. */
  readonly variables: Readonly<Record<string, string>>;
  /** Given all that the script wrote, however it ended. */
  readonly onLog: (log: string) => Promise<void>;
}

/**
 * Runs a script in a folder of its own that holds its code and its data, and nothing else of the project; the folder is gone afterwards.
 * Throws `training.script_failed` for an exit code other than 0, a time that is up, and a model that was not written.
 */
export async function runScript(task: ScriptTask, place: ScriptPlace): Promise<ScriptOutput> {
  return inScratch("train", async (folder) => {
    const files = filesIn(folder);
    await writeCode(join(folder, "code"), task);
    const label = labelName(task.features.names);
    await writeTable(files.train, task.features, { name: label, values: task.labels });
    await writeFile(files.params, JSON.stringify(task.estimator.params));
    const ended = await start(task, place, { folder, label });
    await place.onLog(ended.log);
    task.signal?.throwIfAborted();
    refuseFailure(task, ended);
    return { onnx: await modelOf(task, files.model), predictions: await predictionsOf(task, files.predictions) };
  });
}

function filesIn(folder: string) {
  return {
    train: join(folder, "train.parquet"),
    params: join(folder, "params.json"),
    model: join(folder, "model.onnx"),
    predictions: join(folder, "predictions.json"),
  };
}

async function writeCode(folder: string, { code }: ScriptTask): Promise<void> {
  await mkdir(folder);
  for (const [path, text] of Object.entries(code.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function start(
  { estimator, run, signal, onLine }: ScriptTask,
  { environment, variables }: ScriptPlace,
  { folder, label }: { readonly folder: string; readonly label: string },
): Promise<Ended> {
  const files = filesIn(folder);
  const seed = seedOf(run.seed);
  const set = {
    ...variables,
    GYRE_TRAIN: files.train,
    GYRE_LABEL: label,
    GYRE_PARAMS: files.params,
    GYRE_SEED: seed,
    GYRE_MODEL_OUT: files.model,
    GYRE_PREDICTIONS_OUT: files.predictions,
    GYRE_RUN_ID: run.id,
    GYRE_DATASET_VERSION: run.datasetVersion,
    PYTHONHASHSEED: seed,
  };
  return runProgram({
    ...launched(environment.python, [join(folder, "code", estimator.script)]),
    cwd: join(folder, "code"),
    env: scriptEnvironment(process.env, { venv: environment.folder, names: estimator.env, set }),
    timeoutMs: durationMs(estimator.timeout),
    ...(signal && { signal }),
    ...(onLine && { onLine }),
  });
}

/** A seed that Python and NumPy take: a whole number below 2^32. */
function seedOf(seed: string): string {
  const isWhole = /^\d{1,10}$/.test(seed) && Number(seed) < 2 ** 32;
  return isWhole ? seed : String(Number.parseInt(sha256(seed).slice(0, 8), 16));
}

/** `label`, unless a feature has that name. */
function labelName(names: readonly string[]): string {
  let name = "label";
  while (names.includes(name)) name = `_${name}`;
  return name;
}

function refuseFailure({ estimator }: ScriptTask, { code, killedBy, isTimedOut, log, stderr }: Ended): void {
  if (code === 0 && !isTimedOut) return;
  const how = isTimedOut
    ? `was ended after its time of ${estimator.timeout}`
    : killedBy
      ? `was ended by ${killedBy}`
      : `ended with exit code ${code}`;
  throw failed(`${estimator.script} ${how}:\n${lastLines(stderr || log) || "it wrote nothing"}`, {
    exitCode: code,
    signal: killedBy,
  });
}

async function modelOf({ estimator }: ScriptTask, path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes && bytes.byteLength > 0) return bytes;
  throw failed(`${estimator.script} ended well, but left no model in GYRE_MODEL_OUT`, {});
}

async function predictionsOf({ estimator, features }: ScriptTask, path: string): Promise<Float64Array | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  const list = parsed(text);
  const isRight = Array.isArray(list) && list.length === features.rows && list.every((one) => typeof one === "number");
  if (isRight) return Float64Array.from(list as readonly number[]);
  throw failed(
    `${estimator.script} wrote no list of ${features.rows} probabilities to GYRE_PREDICTIONS_OUT, one for each row of GYRE_TRAIN`,
    {},
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failed(message: string, details: Readonly<Record<string, unknown>>): GyreError {
  return new GyreError("training.script_failed", message, {
    hint: "docs/guides/train-in-python.md says what a script is given and what it leaves",
    details,
  });
}
