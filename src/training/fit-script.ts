import { asGyreError, GyreError } from "../core/index.js";
import { binaryMetrics, selectRows } from "../learn/index.js";
import type { TrainingRun } from "../tracking/index.js";
import { adaptModel } from "./adapt-model.js";
import { type Fitted, gather } from "./fitted.js";
import type { LoadedModel, ModelLoader, ScriptResult, ScriptTrainer } from "./ports.js";
import type { PythonEstimator } from "./python-estimator.js";
import type { SampleSource } from "./sample.js";
import { shuffledImportance } from "./shuffled-importance.js";
import type { HoldoutSplit } from "./split.js";
import type { TrainInput } from "./types.js";

/** What running a script needs of the world. */
export interface ScriptContext {
  readonly scripts: ScriptTrainer;
  readonly runtime: ModelLoader;
}

/** A script to run for a training. */
export interface ScriptFit {
  readonly input: TrainInput;
  readonly estimator: PythonEstimator;
  readonly run: TrainingRun;
  readonly split: HoldoutSplit;
}

/** Fits with the user's script on the rows before the cut, and judges its file on the holdout, which the script never sees. */
export async function fitScript(context: ScriptContext, fit: ScriptFit): Promise<Fitted> {
  const { input, estimator, run, split } = fit;
  return context.scripts.fit(
    {
      run,
      estimator,
      code: input.code,
      features: selectRows(input.set.features, split.train),
      labels: gather(input.set.labels, split.train),
      ...(input.signal && { signal: input.signal }),
      ...(input.onLine && { onLine: input.onLine }),
    },
    (result) => judge(context.runtime, fit, result),
  );
}

async function judge(runtime: ModelLoader, fit: ScriptFit, result: ScriptResult): Promise<Fitted> {
  const { input, estimator, split } = fit;
  const { features, labels: all } = input.set;
  const { onnx, model } = await opened(runtime, estimator, () => adaptModel(result.onnx, features));
  try {
    const table = selectRows(features, split.holdout);
    const labels = gather(all, split.holdout);
    const probabilities = await model.probabilities(table);
    refuseOther(estimator, probabilities);
    return {
      onnx,
      labels,
      probabilities,
      metrics: { ...binaryMetrics(labels, probabilities) },
      importance: await shuffledImportance(model, { table, labels, seed: `importance/${input.model.seed}` }),
      sample: await sampleOf(model, fit, result),
      script: result,
    };
  } finally {
    await model.close();
  }
}

/** The first rows that the script learned from, with what it predicts for them; where it did not say, with what its file says. */
async function sampleOf(model: LoadedModel, fit: ScriptFit, { predictions }: ScriptResult): Promise<SampleSource> {
  const { input, estimator, split } = fit;
  const table = selectRows(input.set.features, split.train.subarray(0, Math.min(256, predictions?.length ?? 256)));
  const columns = model.inputs.map(({ name }) => name);
  if (predictions) return { table, columns, probabilities: predictions, tolerance: estimator.tolerance };
  return { table, columns, probabilities: await model.probabilities(table), saidBy: "file" };
}

async function opened(runtime: ModelLoader, { script }: PythonEstimator, adapted: () => Uint8Array) {
  try {
    const onnx = adapted();
    return { onnx, model: await runtime.load(onnx) };
  } catch (cause) {
    const error = asGyreError(cause);
    if (error.code === "training.script_failed") throw error;
    throw new GyreError("training.script_failed", `the model of ${script} cannot be used: ${error.message}`, {
      hint: 'load it with onnxruntime in the script to see why; in double precision skl2onnx needs options={"zipmap": False}',
      cause,
    });
  }
}

/** Refuses what are no probabilities, such as those of rows with a missing value that the model cannot take. */
function refuseOther({ script }: PythonEstimator, probabilities: Float64Array): void {
  const row = probabilities.findIndex((value) => !(value >= 0 && value <= 1));
  if (row < 0) return;
  throw new GyreError(
    "training.script_failed",
    `the model of ${script} gives ${probabilities[row]} for row ${row} of the holdout`,
    {
      hint: "expected probabilities; fill missing numbers in the model itself, as NaN is what it is asked with",
    },
  );
}
