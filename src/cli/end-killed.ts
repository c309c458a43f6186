import { silentLog } from "../core/index.js";
import { removeAbandonedScratch } from "../store/files/scratch.js";
import type { OpenedStore } from "../store/index.js";
import { parseFilter, type TrackingStore } from "../tracking/index.js";
import { endAbandoned } from "../training/index.js";
import { systemClock } from "./system-clock.js";
import { openTrackingState } from "./tracking-store.js";

/** Where trainings leave their traces. */
export interface TrainingPlace {
  readonly store: Pick<OpenedStore, "runs" | "trainings" | "database">;
  readonly stateFolder: string;
}

/** What killed processes left: their trainings' runs are ended, saying so, and their temporary folders removed. What a living process does goes on. */
export async function endKilled(
  { store, stateFolder }: TrainingPlace,
  onStep: (line: string) => void,
  clock = systemClock,
): Promise<void> {
  await removeAbandonedScratch();
  const ended = await endAbandoned({
    runs: store.runs,
    trainings: store.trainings,
    clock,
    log: silentLog,
    async endScriptRun(run, failure) {
      const state = await openTrackingState({ folder: stateFolder, opened: store.database }, clock);
      try {
        await killScriptRuns(state.tracking, run.id, { at: clock.now(), failure });
      } finally {
        await state.close();
      }
    },
  });
  for (const { id, model } of ended) onStep(`Ended run ${id} of ${model}: its process was killed`);
}

/** Those that are still open of what the trainer made for the run. What a script began besides with a client of its own is the script's. */
async function killScriptRuns(
  tracking: TrackingStore,
  runId: string,
  { at, failure }: { readonly at: number; readonly failure: string },
): Promise<void> {
  const all = { orderBy: [], limit: 50_000, after: null };
  const experiments = await tracking.searchExperiments("active", { where: null, ...all });
  const where = parseFilter("runs", `tags."gyre.run" = '${runId}' AND attributes.status = 'RUNNING'`);
  const ids = experiments.items.map(({ id }) => id);
  for (const { info } of (await tracking.searchRuns(ids, "active", { where, ...all })).items) {
    await tracking.log(info.id, { params: [], metrics: [], tags: [{ key: "gyre.failure", value: failure }] });
    await tracking.changeRun(info.id, { status: "KILLED", endedAt: at });
  }
}
