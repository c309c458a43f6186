import { createRandom, GyreError, hashOf } from "../core/index.js";
import {
  type BinaryMetrics,
  binaryMetrics,
  type EstimatorConfig,
  fitModel,
  importanceOf,
  predictProbabilities,
  selectRows,
  toOnnx,
} from "../learn/index.js";
import type { ScriptResult } from "./ports.js";
import type { SampleSource } from "./sample.js";
import type { HoldoutSplit } from "./split.js";
import type { TrainInput } from "./types.js";

/** What a fit gives before anything is kept. */
export interface Fitted {
  readonly onnx: Uint8Array;
  /** Of the holdout. */
  readonly labels: Float64Array;
  readonly probabilities: Float64Array;
  readonly metrics: BinaryMetrics & Readonly<Record<string, number>>;
  readonly importance: readonly { readonly name: string; readonly share: number }[];
  readonly sample: SampleSource;
  /** What the script left; null for an estimator of Gyre's. */
  readonly script: ScriptResult | null;
}

/** Fits an estimator of Gyre's on the rows before the cut and judges it on the holdout. */
export function fitEstimator(input: TrainInput, estimator: EstimatorConfig, split: HoldoutSplit): Fitted {
  const learned = gather(input.set.labels, split.train);
  const target = { kind: "class", codes: Int32Array.from(learned), classes: ["0", "1"] } as const;
  const random = createRandom(input.model.seed).split(`training/${input.model.name}`);
  const { signal, onRound } = input;
  const model = fitModel(estimator, selectRows(input.set.features, split.train), target, {
    random,
    ...(signal ? { signal } : {}),
    ...(onRound ? { onRound } : {}),
  });
  const table = selectRows(input.set.features, split.holdout);
  const labels = gather(input.set.labels, split.holdout);
  const probabilities = predictProbabilities(model, table).filter((_, i) => i % 2 === 1);
  const metadata = { gyre_features: hashOf(input.definitionHashes) };
  return {
    onnx: toOnnx(model, { name: input.model.name, metadata }),
    labels,
    probabilities,
    metrics: { ...binaryMetrics(labels, probabilities) },
    importance: importanceOf(model),
    sample: { table, probabilities, columns: model.columns.map(({ name }) => name) },
    script: null,
  };
}

/** Refuses to learn from one class alone. Throws `training.one_class`. */
export function refuseOneClass(labels: Float64Array): void {
  if (labels.some((label) => label !== labels[0])) return;
  throw new GyreError("training.one_class", `all ${labels.length} examples to learn from have the label ${labels[0]}`, {
    hint: "a classifier needs both outcomes: take a longer stretch of time, or check the label column",
  });
}

/** The values of these rows. */
export function gather(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}
