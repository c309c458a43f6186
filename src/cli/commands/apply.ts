import type { Command } from "commander";
import { applyProject, type Change, planChanges } from "../../project/index.js";
import { type CommonOptions, withWorkspace } from "../command.js";
import { counted } from "../output.js";

interface ApplyOptions extends CommonOptions {
  readonly plan?: boolean;
}

/** `gyre apply` */
export function applyCommand(base: Command): Command {
  return base.option("--plan", "only show what would change").action((options: ApplyOptions) =>
    withWorkspace(options, async ({ loaded, store, context }, output) => {
      const changes = options.plan ? await planChanges(store.events, loaded) : await applyProject(context, loaded);
      const applied = options.plan !== true && changes.length > 0;
      const text = changes.length === 0 ? "Nothing changes." : changes.map(describe).join("\n");
      const ending = applied ? `\nApplied ${loaded.project.name}: ${counted(changes.length, "change")}.` : "";
      output.result({ applied, changes }, text + ending);
    }),
  );
}

function describe({ path, before, after }: Change): string {
  if (before === undefined) return `+ ${path}${short(after)}`;
  if (after === undefined) return `- ${path}${short(before)}`;
  return `~ ${path}:${short(before)} →${short(after)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return ` ${text.length > 100 ? `${text.slice(0, 97)}…` : text}`;
}
