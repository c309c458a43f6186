import { compareText, GyreError } from "../../../core/index.js";
import type { Run, TrackingStore } from "../../../tracking/index.js";
import { requireActive, runUnknown } from "../../tracking-failures.js";
import { activeExperiment } from "./experiments.js";
import { type Kept, type KeptRun, mapOf, pairs } from "./kept.js";

type Runs = Pick<TrackingStore, "createRun" | "run" | "changeRun" | "setRunStage" | "removeRunTag">;

/** The tag that always is a run's name. */
export const RUN_NAME = "mlflow.runName";

/** The run, which must be there. */
export function runOf(kept: Kept, id: string): KeptRun {
  const found = kept.runs.get(id);
  if (!found) throw runUnknown(id);
  return found;
}

/** The run, which must be there and active. */
export function activeRun(kept: Kept, id: string): KeptRun {
  const found = runOf(kept, id);
  requireActive("run", id, found.info.stage);
  return found;
}

/** A run as it is given out. */
export function shownRun(run: KeptRun): Run {
  return {
    info: { ...run.info },
    metrics: [...run.metrics.values()].map(({ latest }) => ({ ...latest })).sort((a, b) => compareText(a.key, b.key)),
    params: pairs(run.params),
    tags: pairs(run.tags),
    datasets: run.inputs.map(({ dataset, tags }) => ({ dataset: { ...dataset }, tags: pairs(tags) })),
    modelInputs: [...run.modelInputs],
    modelOutputs: [...run.modelOutputs].map(([modelId, step]) => ({ modelId, step })),
  };
}

/** The part of the store that keeps runs, but for what is logged to them. */
export function createRuns(kept: Kept): Runs {
  return {
    async createRun(info, tags) {
      activeExperiment(kept, info.experimentId);
      kept.runs.set(info.id, {
        info: { ...info },
        params: new Map(),
        tags: mapOf([...tags, { key: RUN_NAME, value: info.name }]),
        metrics: new Map(),
        inputs: [],
        modelInputs: [],
        modelOutputs: new Map(),
        deletedAt: null,
      });
    },
    async run(id) {
      const found = kept.runs.get(id);
      return found ? shownRun(found) : null;
    },
    async changeRun(id, { status, endedAt, name }) {
      const run = activeRun(kept, id);
      const { info } = run;
      run.info = {
        ...info,
        status: status ?? info.status,
        endedAt: endedAt ?? info.endedAt,
        name: name ?? info.name,
      };
      if (name !== undefined) run.tags.set(RUN_NAME, name);
      return { ...run.info };
    },
    async setRunStage(id, stage, at) {
      const run = runOf(kept, id);
      if (run.info.stage === stage) return;
      run.info = { ...run.info, stage };
      run.deletedAt = stage === "deleted" ? at : null;
    },
    async removeRunTag(id, key) {
      if (!activeRun(kept, id).tags.delete(key))
        throw new GyreError("tracking.tag_unknown", `No tag with name: ${key} in run with id ${id}`);
    },
  };
}
