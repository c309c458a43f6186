import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { TrainingsUnderWay } from "../../training/index.js";
import { onDisk } from "./failures.js";
import { eachAbandoned, type HeldFolder, HOLD, makeHeld } from "./held-folder.js";

const BEGINNING = "run_";

/**
 * Trainings under way as folders, each held by its process and named after its run and its lock. A copy of one has another lock, and nobody holds
 * it; it says something of the run only where the runs were copied with it.
 */
export function createTrainingFolders(
  directory: string,
  { areRunsBeside }: { readonly areRunsBeside: boolean },
): TrainingsUnderWay {
  return {
    async begin(runId) {
      const made = await makeHeld(join(directory, runId));
      const path = join(directory, `${runId}.${await lockOf(made)}`);
      const folder = await onDisk(path, () => made.moveTo(path));
      return {
        // A folder that cannot be removed is found later by someone who sees that its run has ended.
        end: () => folder.remove().catch(() => undefined),
      };
    },
    async abandoned(work) {
      await eachAbandoned(directory, BEGINNING, async (folder) => {
        const [runId, lock] = folder.path.slice(directory.length + 1).split(".");
        if (areRunsBeside || lock === (await lockOf(folder))) await work(runId);
        await folder.remove().catch(() => undefined);
      });
    },
  };
}

async function lockOf({ path }: HeldFolder): Promise<string> {
  return String((await lstat(join(path, HOLD))).ino);
}
