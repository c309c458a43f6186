import { durationMs } from "../core/index.js";
import type { TrainingSet } from "../features/index.js";
import { selectRows } from "../learn/index.js";
import { type Baseline, fitReference } from "../monitoring/index.js";
import { type Asset, jsonCodec } from "../pipelines/index.js";
import { type GateResult, type ModelVersion, register } from "../registry/index.js";
import { isPython, type ModelEstimator, splitHoldout, type TrainResult } from "../training/index.js";
import { keepBaseline } from "./baseline.js";
import type { LoopContext, LoopInput } from "./loop.js";

/**
 * Verdict to registry: the baseline that monitors will compare with, and the registered version. Expects the assets `features`, `train`
 * and `gate`; fails with `registry.gate_failed` when a gate did.
 */
export function registryAssets(context: LoopContext, input: LoopInput): readonly Asset[] {
  const { project } = input.loaded;
  const baseline: Asset<Baseline> = {
    name: "baseline",
    from: ["features", "train"],
    config: null,
    codec: jsonCodec(),
    async make(inputs) {
      const set = (await inputs.features()) as TrainingSet;
      const trained = (await inputs.train()) as TrainResult;
      const { train: rows } = splitHoldout(set, trained.asOf, durationMs(project.model.holdout));
      return {
        features: fitReference(selectRows(set.features, rows)),
        metrics: trained.metrics,
        importance: trained.importance,
      };
    },
  };
  const registered: Asset<ModelVersion> = {
    name: "register",
    from: ["train", "gate", "baseline"],
    config: { model: project.model.name },
    codec: jsonCodec(),
    async make(inputs) {
      const version = await register(context, {
        model: project.model,
        estimator: hyperparameters(input.estimator),
        trained: (await inputs.train()) as TrainResult,
        gates: (await inputs.gate()) as readonly GateResult[],
      });
      await keepBaseline(context, version, (await inputs.baseline()) as Baseline);
      return version;
    },
  };
  return [baseline, registered];
}

/** What the card says of how it learned: of a script its name and what it was given. */
function hyperparameters(estimator: ModelEstimator): Readonly<Record<string, unknown>> {
  return isPython(estimator) ? { kind: "python", script: estimator.script, ...estimator.params } : { ...estimator };
}
