import { GyreError } from "../../core/index.js";
import type { Experiment, Run, TrackingStore } from "../../tracking/index.js";

/** An experiment by its name, else by its id. Throws `tracking.experiment_unknown`. */
export async function findExperiment(tracking: TrackingStore, nameOrId: string): Promise<Experiment> {
  const found = (await tracking.experimentByName(nameOrId)) ?? (await byId(tracking, nameOrId));
  if (found) return found;
  throw new GyreError("tracking.experiment_unknown", `there is no experiment named ${nameOrId}, nor with that id`, {
    hint: "gyre experiments list",
  });
}

/** A run by its id. Throws `tracking.run_unknown`. */
export async function findRun(tracking: TrackingStore, id: string): Promise<Run> {
  const run = await tracking.run(id);
  if (run) return run;
  throw new GyreError("tracking.run_unknown", `Run with id=${id} not found`, { hint: "gyre runs list" });
}

async function byId(tracking: TrackingStore, id: string): Promise<Experiment | null> {
  return /^\d{1,18}$/.test(id) ? tracking.experiment(id) : null;
}
