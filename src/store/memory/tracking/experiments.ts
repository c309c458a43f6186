import { GyreError } from "../../../core/index.js";
import type { Experiment, TrackingStore } from "../../../tracking/index.js";
import { experimentExists, experimentUnknown, requireActive } from "../../tracking-failures.js";
import { type Kept, type KeptExperiment, mapOf, pairs } from "./kept.js";

type Experiments = Pick<
  TrackingStore,
  "createExperiment" | "experiment" | "experimentByName" | "changeExperiment" | "tagExperiment"
>;

/** The experiment, which must be there. */
export function experimentOf(kept: Kept, id: string): KeptExperiment {
  const found = kept.experiments.get(id);
  if (!found) throw experimentUnknown(id);
  return found;
}

/** The experiment, which must be there and active. */
export function activeExperiment(kept: Kept, id: string): KeptExperiment {
  const found = experimentOf(kept, id);
  requireActive("experiment", id, found.info.stage);
  return found;
}

/** An experiment as it is given out. */
export function shownExperiment(experiment: KeptExperiment): Experiment {
  return { ...experiment.info, tags: pairs(experiment.tags) };
}

/** The part of the store that keeps experiments. */
export function createExperiments(kept: Kept): Experiments {
  const byName = (name: string) => [...kept.experiments.values()].find((one) => one.info.name === name);
  return {
    async createExperiment({ name, artifactLocation, tags, at }) {
      if (byName(name)) throw experimentExists(name);
      const id = String(kept.nextExperiment++);
      const place = artifactLocation ?? `${kept.artifactRoot}/${id}`;
      const info = { id, name, artifactLocation: place, stage: "active", createdAt: at, updatedAt: at } as const;
      const made: KeptExperiment = { info, tags: mapOf(tags), deletedAt: null };
      kept.experiments.set(id, made);
      return shownExperiment(made);
    },
    async experiment(id) {
      const found = kept.experiments.get(id);
      return found ? shownExperiment(found) : null;
    },
    async experimentByName(name) {
      const found = byName(name);
      return found ? shownExperiment(found) : null;
    },
    async changeExperiment(id, { name, stage, at }) {
      const found = experimentOf(kept, id);
      if (stage === found.info.stage) throw experimentUnknown(id);
      const isActive = (stage ?? found.info.stage) === "active";
      if (name !== undefined && !isActive)
        throw new GyreError("tracking.not_active", "Cannot rename a non-active experiment.");
      if (name !== undefined && name !== found.info.name && byName(name)) throw experimentExists(name);
      if (stage === "deleted") deleteWithRuns(kept, found, at);
      if (stage === "active") restoreWithRuns(kept, found);
      found.info = { ...found.info, name: name ?? found.info.name, updatedAt: at };
    },
    async tagExperiment(id, key, value) {
      const found = activeExperiment(kept, id);
      if (value !== null) found.tags.set(key, value);
      else if (!found.tags.delete(key))
        throw new GyreError("tracking.tag_unknown", `No tag with name: ${key} in experiment with id ${id}`);
    },
  };
}

function deleteWithRuns(kept: Kept, experiment: KeptExperiment, at: number): void {
  experiment.info = { ...experiment.info, stage: "deleted" };
  experiment.deletedAt = at;
  for (const run of kept.runs.values())
    if (run.info.experimentId === experiment.info.id && run.info.stage === "active") {
      run.info = { ...run.info, stage: "deleted" };
      run.deletedAt = at;
    }
}

function restoreWithRuns(kept: Kept, experiment: KeptExperiment): void {
  experiment.info = { ...experiment.info, stage: "active" };
  experiment.deletedAt = null;
  for (const run of kept.runs.values())
    if (run.info.experimentId === experiment.info.id && run.info.stage === "deleted") {
      run.info = { ...run.info, stage: "active" };
      run.deletedAt = null;
    }
}
