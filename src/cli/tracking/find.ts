import { GyreError, nearestName } from "../../core/index.js";
import type { Experiment, Run, TrackingStore } from "../../tracking/index.js";

/** Among so many names one is looked for that another is a slip of. */
export const MOST_NAMES = 1000;

/** An experiment by its name, else by its id. Throws `tracking.experiment_unknown`. */
export async function findExperiment(tracking: TrackingStore, nameOrId: string): Promise<Experiment> {
  const found = (await tracking.experimentByName(nameOrId)) ?? (await byId(tracking, nameOrId));
  if (found) return found;
  throw new GyreError("tracking.experiment_unknown", `there is no experiment named ${nameOrId}, nor with that id`, {
    hint: likely(nameOrId, await experimentNames(tracking), "gyre experiments list"),
  });
}

/** A run by its id. Throws `tracking.run_unknown`. */
export async function findRun(tracking: TrackingStore, id: string): Promise<Run> {
  const run = await tracking.run(id);
  if (run) return run;
  throw new GyreError("tracking.run_unknown", `Run with id=${id} not found`, { hint: "gyre runs list" });
}

/** What to do about a name that is not there: try the one it may be a slip of, or see `list`. */
export function likely(name: string, names: readonly string[], list: string): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? list : `did you mean ${JSON.stringify(nearest)}? ${list} shows all`;
}

async function experimentNames(tracking: TrackingStore): Promise<readonly string[]> {
  const query = { where: null, orderBy: [], limit: MOST_NAMES, after: null };
  return (await tracking.searchExperiments("all", query)).items.map(({ name }) => name);
}

async function byId(tracking: TrackingStore, id: string): Promise<Experiment | null> {
  return /^\d{1,18}$/.test(id) ? tracking.experiment(id) : null;
}
