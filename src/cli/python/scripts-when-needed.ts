import { join } from "node:path";
import { inScratch } from "../../store/files/scratch.js";
import type { ScriptTrainer } from "../../training/index.js";
import type { ScriptTrainerOptions } from "./script-trainer.js";

/** What runs training scripts, loaded for the first one. Without `tracking` nothing that a script logs is kept. */
export function scriptsWhenNeeded(
  options: Omit<ScriptTrainerOptions, "tracking"> & Partial<Pick<ScriptTrainerOptions, "tracking">>,
): ScriptTrainer {
  return {
    async fit(task, judge) {
      const { createScriptTrainer } = await import("./script-trainer.js");
      const { tracking } = options;
      if (tracking) return createScriptTrainer({ ...options, tracking }).fit(task, judge);
      return inScratch("step", (folder) => createScriptTrainer({ ...options, tracking: { folder } }).fit(task, judge));
    },
  };
}

/** Where a project keeps virtual environments. */
export function environmentsOf(projectFolder: string): string {
  return join(projectFolder, ".gyre", "python");
}
